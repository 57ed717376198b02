"""What turns a store into the next version: ``v0002_…`` makes version 2 of version 1, with Alembic's operations.

A change of a submitted table's schema, or of a column of the store, is one module here and nothing else.

A column that may be blank leaves the hashes of the chain as they are. A migration that changes what is stored calls
``chain.verify`` before and ``chain.seal`` after, so that nothing altered by hand is chained unseen.
"""

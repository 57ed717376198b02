"""What turns a store into the next version: ``v0002_…`` makes version 2 of version 1, with Alembic's operations.

A change of a submitted table's schema, or of a column of the store, is one module here and nothing else.
"""

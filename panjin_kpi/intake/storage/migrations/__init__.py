"""Migrations: ``v0002_…`` upgrades version 1 to version 2, with Alembic's operations.

A changed column of a submitted table or of the store needs one module here. A new nullable column leaves the chain's
hashes unchanged. A migration that changes stored values calls ``chain.verify`` before and ``chain.seal`` after.
"""

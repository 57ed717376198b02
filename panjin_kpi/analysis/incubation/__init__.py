"""Carriers, their tenants, grades and grounds for rewards."""

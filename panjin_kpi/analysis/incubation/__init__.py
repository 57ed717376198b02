"""Carriers, their tenants, grades and reasons for rewards."""

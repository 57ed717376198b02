"""Carriers, their tenants and graduates, and what they have earned."""

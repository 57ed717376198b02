"""Enterprises that meet the criteria of a tier, and the shortfall of the others."""

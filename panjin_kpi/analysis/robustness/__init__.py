"""Stability of the ranks when all uncertain choices vary together."""

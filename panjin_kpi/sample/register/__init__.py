"""Fictitious enterprises, and how they were recognised over the years."""

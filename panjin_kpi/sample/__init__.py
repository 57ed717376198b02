"""Fictitious submissions for trying everything out; every row says that it is fictitious."""

"""Runs the notebooks over the results and writes the reports folder."""

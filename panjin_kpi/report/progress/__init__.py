"""Sentences, tables and charts on the year's progress."""

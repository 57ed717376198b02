"""Sentences, charts, tables and pages drawn from the frames they are given."""

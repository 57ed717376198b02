"""Sentences, charts, tables and pages drawn from the frames they are given.

A parameter named after a result takes rows of its CSV of one period, of all scopes unless the docstring says otherwise;
``scope`` is a district or ``city``, ``period`` a month as ``YYYY-MM``. Docstrings say only what goes beyond that.
"""

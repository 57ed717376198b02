"""Sentences, tables and charts on the year's progress."""

from panjin_kpi.report.progress import charts, narrative, tables

__all__ = ["charts", "narrative", "tables"]

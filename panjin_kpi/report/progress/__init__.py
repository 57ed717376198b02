"""Sentences, tables and charts on the year's progress."""

from panjin_kpi.report.progress import charts, evidence_rows, findings, narrative, tables

__all__ = ["charts", "evidence_rows", "findings", "narrative", "tables"]

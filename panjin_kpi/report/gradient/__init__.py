"""The pages on enterprises: who holds which tier, who can be promoted, whose tier expires."""

from panjin_kpi.report.gradient import charts, findings, narrative, tables

__all__ = ["charts", "findings", "narrative", "tables"]

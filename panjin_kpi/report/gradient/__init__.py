"""What the pages on enterprises show: who stands on which step, who can climb, who may fall."""

from panjin_kpi.report.gradient import charts, narrative, tables

__all__ = ["charts", "narrative", "tables"]

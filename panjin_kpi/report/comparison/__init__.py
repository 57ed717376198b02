"""The districts beside each other: every indicator over the months, and who has gained most since when."""

from panjin_kpi.report.comparison import charts, narrative, tables

__all__ = ["charts", "narrative", "tables"]

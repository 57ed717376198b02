"""The page on the path to the goals for 2025."""

from panjin_kpi.report.outlook import charts, narrative, tables

__all__ = ["charts", "narrative", "tables"]

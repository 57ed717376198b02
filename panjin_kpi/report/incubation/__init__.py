"""What the pages on carriers show: tenants, grades, grounds for rewards."""

from panjin_kpi.report.incubation import charts, narrative, tables

__all__ = ["charts", "narrative", "tables"]

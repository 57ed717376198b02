"""The pages on carriers: tenants, grades, grounds for rewards."""

from panjin_kpi.report.incubation import charts, findings, narrative, tables

__all__ = ["charts", "findings", "narrative", "tables"]

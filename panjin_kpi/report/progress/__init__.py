"""Sentences, tables and charts on the year's progress."""

from panjin_kpi.lazy import attach

__all__ = ["charts", "evidence_rows", "final_accounts", "narrative", "sums", "tables"]
__getattr__ = attach(__name__, __all__)

"""The districts beside each other: every indicator over the months, and who has gained most since when."""

from panjin_kpi.lazy import attach

__all__ = ["charts", "narrative", "tables"]
__getattr__ = attach(__name__, __all__)

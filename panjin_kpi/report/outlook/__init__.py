"""The page on the path to the goals for 2025."""

from panjin_kpi.lazy import attach

__all__ = ["charts", "narrative", "tables"]
__getattr__ = attach(__name__, __all__)

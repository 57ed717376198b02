"""The pages on enterprises: who holds which tier, who can be promoted, whose tier expires."""

from panjin_kpi.lazy import attach

__all__ = ["charts", "narrative", "tables"]
__getattr__ = attach(__name__, __all__)

"""The pages on carriers: tenants, grades, grounds for rewards."""

from panjin_kpi.lazy import attach

__all__ = ["charts", "narrative", "tables"]
__getattr__ = attach(__name__, __all__)

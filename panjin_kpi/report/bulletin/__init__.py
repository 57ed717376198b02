"""What the monthly bulletin shows: who reported, what changed, what is open, who may be named in a notice."""

from panjin_kpi.lazy import attach

__all__ = ["narrative", "problems", "tables", "task_narrative"]
__getattr__ = attach(__name__, __all__)

"""The answer first: the box at the head of a report."""

from panjin_kpi.lazy import attach

__all__ = ["assessment", "city", "district", "units"]
__getattr__ = attach(__name__, attributes=dict.fromkeys(__all__, "verdict"))

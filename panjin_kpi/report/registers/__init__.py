"""What the registers show: of a unit, of a district, of the city."""

from panjin_kpi.lazy import attach

__all__ = ["narrative", "tables", "units"]
__getattr__ = attach(__name__, __all__)

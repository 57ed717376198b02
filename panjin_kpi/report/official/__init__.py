"""What the office sends out as 公文: 通报 to the units and 呈报 to the city government."""

from panjin_kpi.lazy import attach

__all__ = ["papers", "proposals"]
__getattr__ = attach(__name__, __all__)

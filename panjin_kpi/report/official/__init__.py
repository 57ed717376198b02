"""What the office sends out as 公文: 通报 to the units and 呈报 to the city government."""

from panjin_kpi.report.official import papers, proposals

__all__ = ["papers", "proposals"]

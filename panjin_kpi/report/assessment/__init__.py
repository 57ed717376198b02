"""Pages and parts of pages about scores: who leads, how firmly, why, and what next."""

from panjin_kpi.lazy import attach

__all__ = [
    "charts",
    "district_profiles",
    "evidence_narrative",
    "forecast_narrative",
    "method",
    "narrative",
    "rank_stability",
    "tables",
]
__getattr__ = attach(__name__, __all__)

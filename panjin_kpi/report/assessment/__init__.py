"""Pages and parts of pages about scores: who leads, how firmly, why, and what next."""

from panjin_kpi.report.assessment import (
    charts,
    district_profiles,
    evidence_narrative,
    findings,
    forecast_narrative,
    method,
    narrative,
    rank_stability,
    score_format,
    tables,
)

__all__ = [
    "charts",
    "district_profiles",
    "evidence_narrative",
    "findings",
    "forecast_narrative",
    "method",
    "narrative",
    "rank_stability",
    "score_format",
    "tables",
]

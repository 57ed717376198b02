from panjin_kpi import schemas
from panjin_kpi.analysis.registry import PUBLIC, result_nodes
from panjin_kpi.batch.results.small_counts import COUNTS

# public results whose whole numbers count indicators, reports, matters, ranks and visits, or are assessed: evidence
NO_ENTERPRISES = {
    "status", "scores", "score_history", "rank_verdict", "rank_factors", "rank_ranges", "scores_by_basis", "next_steps",
    "timeliness", "light_changes", "survey_round", "open_matters_summary", "reconciliation", "evidence",
}  # fmt: skip


def test_every_public_result_that_counts_in_whole_numbers_is_known_to_count_enterprises_or_not():
    whole = {
        name
        for name in result_nodes()
        if name in PUBLIC
        for spec in schemas.schema(schemas.of_result(name)).columns.values()
        if str(spec.dtype).lower() == "int64"
    }
    assert whole | {"outlook"} == NO_ENTERPRISES | COUNTS
    assert COUNTS <= PUBLIC

import dataclasses

from panjin_kpi import schemas
from panjin_kpi.analysis.results import results
from panjin_kpi.analysis.sources import SOURCES, sources


def test_a_result_that_changes_with_a_table_names_it(sampled, plan):
    few = sampled | {"enterprises": sampled["enterprises"].head(40)}
    before = results(few, plan, "2021-08")
    assert set(SOURCES) == set(before)
    for table in schemas.SUBMITTED:
        after = results(few | {table: few[table].iloc[::2]}, plan, "2021-08")
        changed = {name for name in before if not before[name].equals(after[name])}
        assert changed, table
        assert not {name for name in changed if table not in sources(name, plan)}, table


def test_scores_on_evidence_and_penalties_have_more_sources(plan):
    rules = plan.assessment
    evidenced = rules.default_basis.model_copy(update={"value": "evidenced"})
    penalty = rules.penalty.model_copy(update={"value": rules.penalty.value.model_copy(update={"enabled": True})})
    other = rules.model_copy(update={"default_basis": evidenced, "penalty": penalty})
    other = dataclasses.replace(plan, assessment=other)
    assert {"recognitions", "task_progress", "progress"} <= sources("scores", other)
    assert "task_progress" not in sources("contributions", other)
    assert sources("status", other) == {"progress"}

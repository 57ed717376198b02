import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.assessment.penalties import penalties
from panjin_kpi.analysis.registry import value
from panjin_kpi.reference.calendar import month_end


def history(*verdicts):
    return pd.DataFrame([("dawa", verdict) for verdict in verdicts], columns=["reporter", "verdict"])


def with_penalty(plan, **rule):
    import dataclasses

    changed = plan.assessment.penalty.value.model_copy(update=rule)
    return dataclasses.replace(plan, assessment=plan.assessment.changed(penalty=changed))


@pytest.mark.parametrize(
    ("verdicts", "points"),
    [([], 0), (["按时"], 0), (["迟报"], 0.5), (["未报"], 1), (["不考核", None], 0), (["迟报", "迟报", "未报"], 2)],
)
def test_late_and_missing_reports_by_hand(plan, verdicts, points):
    found = penalties(history(*verdicts), plan)
    assert found["dawa"] == points
    assert list(found.index) == list(plan.districts["district"])
    assert found.drop("dawa").eq(0).all()


def scores(tables, plan):
    return value("scores", tables | {"plan": plan, "period": "2021-12", "as_of": month_end("2021-12")})


def test_nothing_is_taken_off_unless_the_office_enables_it_and_never_more_than_the_cap(plan, progress):
    sent = progress(("2021-12", "dawa", "activities", 4))
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"progress": sent}
    off = scores(tables, plan)
    assert off["penalty"].eq(0).all()
    on = scores(tables, with_penalty(plan, enabled=True)).set_index("district")
    # from May on the deadlines come after the plan was printed: eight months, seven of them missing for 大洼区
    assert on.at["panshan", "penalty"] == 5, "the cap, not the eight points"
    milder = scores(tables, with_penalty(plan, enabled=True, cap=50, missing_report=2))
    assert milder.set_index("district")["penalty"].to_dict() == {
        name: 14 if name == "dawa" else 16 for name in plan.districts["district"]
    }
    assert (on["total"] == on["score"] - on["penalty"]).all()
    assert on["score"].tolist() == off["score"].tolist()

"""An amount just short of its target, or of what is due of it, reads so wherever it stands."""

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.results import results
from panjin_kpi.report.assessment.evidence_narrative import evidence
from panjin_kpi.report.index import alerts
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.progress import narrative, tables
from tests.plan import PLAN

pytestmark = pytest.mark.slow

SHORT = "知识产权质押融资额度"


def month(period, *amounts):
    """Results of a month whose last months have these amounts of 1.6亿元, proven by 1.79亿元."""
    months = pd.period_range(end=period, periods=len(amounts), freq="M").astype("str")
    progress = pd.DataFrame({"period": months, "value": amounts}).assign(district="city", indicator="ip_pledge_amount")
    event = {"district": "city", "event_id": "1", "indicator": "ip_pledge_amount", "title": "质押"}
    events = pd.DataFrame([event | {"amount_wan": 17900.0, "occurred_on": pd.Timestamp("2021-06-01")}])
    given = {"progress": progress, "events": schemas.faults("events", events)[0]}
    return results({name: schemas.empty(name) for name in schemas.SUBMITTED} | given, PLAN, period)


def of_the_amount(table):
    return table[(table["scope"] == "city") & (table["indicator"] == "ip_pledge_amount")].reset_index(drop=True)


@pytest.mark.parametrize(
    ("period", "before", "amount", "moved", "stated"),
    [
        ("2021-12", 1.599, 1.5999, "1.599→1.5999", "1.5999/1.6亿元（99.99%）"),
        ("2021-11", 1.2, 1.4666, "1.2→1.4666", "1.4666/1.6亿元（91.66%）"),
        ("2021-09", 1.0664, 1.2, "1.066→1.2", "1.2/1.6亿元（75.0%）"),
    ],
)
def test_it_is_never_written_as_if_it_had_reached_either(period, before, amount, moved, stated):
    frames, shown = month(period, before, amount), f"{amount:g}"
    status, proven = of_the_amount(frames["status"]), of_the_amount(frames["evidence"])
    assert f"{SHORT}（{moved}亿元）" in narrative.movement(frames["path"], PLAN)[0]
    assert f"{SHORT}{stated}" in narrative.money(status, PLAN)[0]
    assert f"少报：{SHORT}（报{shown}亿元，佐证1.79）。" in evidence(proven, PLAN)
    assert f"{SHORT}（报{shown}，明细1.79）" in alerts.doubtful(frames, PLAN)[0]
    assert tables.status_table(status, PLAN).plain[1][2] == shown
    for name, column in (("evidence", "reported"), ("path", "actual")):
        rows = of_the_amount(frames[name]).query("period == @period")
        assert result_table(name, rows, [column], "", PLAN).plain[1] == (shown,)


def test_figures_that_are_compared_differ_as_they_are_written():
    frames = month("2021-11", 1.4661, 1.4664)
    assert f"{SHORT}（1.466→1.4664亿元）" in narrative.movement(frames["path"], PLAN)[0]


def test_a_gap_is_as_long_as_its_status_needs():
    frames = month("2021-11", 1.2, 1.4666)
    stated = narrative.behind(of_the_amount(frames["status"]), PLAN)[0]
    assert stated == f"落后的是：{SHORT}完成1.4666/1.6亿元（91.66%），比应达进度低0.004个百分点。"

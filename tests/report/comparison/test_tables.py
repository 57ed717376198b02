import pandas as pd
import pytest

from panjin_kpi.report.comparison.tables import months, since
from panjin_kpi.report.index.standing import gains


def test_each_earlier_month_has_its_row_and_names_who_gained_most(case, plan):
    lines = repr(since(case.frames["score_history"], plan, case.period)).splitlines()
    table = gains(case.frames["score_history"], plan, case.period)
    assert len(lines[2:]) == table["period"].nunique()
    for line, (_, own) in zip(lines[2:], table.groupby("period", sort=False), strict=True):
        best = own.loc[own["points"] == own["points"].max(), "district"]
        who = "、".join(plan.district_names[name] for name in best) if own["points"].max() > 0 else "都没有进步"
        assert line.split()[1] == who


def test_there_is_no_table_in_the_first_month(plan):
    history = pd.DataFrame({"period": ["2021-01"], "district": ["dawa"], "score": [1.0], "rank": [1]})
    assert since(history, plan, "2021-01").html == ""


@pytest.mark.slow
def test_the_months_of_an_indicator_stand_beside_each_district(frames, plan):
    status = frames["status"].query("indicator == 'alliances' and scope != 'city' and light != 'not_allocated'")
    path = frames["path"].query("indicator == 'alliances' and scope != 'city'")
    assert "盘锦高新区 20 — — — — 9 2 10.0%" in repr(months(path, status, plan))

import re
from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.results.shown import shown
from panjin_kpi.errors import PanjinError

LEVELS = ["far_behind", "behind", "on_pace"]


@pytest.fixture(params=["", "1"], ids=["unchecked", "checked"])
def scores(request, monkeypatch):
    """Two rows of the scores, with and without the check of every frame."""
    monkeypatch.setenv("PANJIN_KPI_CHECK", request.param)
    rows = {"period": "2021-12", "district": ["dawa", "panshan"], "score": [41.88, 100.0], "rank": [2, 1], "grade": "A"}
    rows |= dict.fromkeys(("allocated", "missing", "bonus", "penalty"), 0) | {"total": 50.0, "pace_score": 50.0}
    return schemas.typed("scores", pd.DataFrame(rows))


def status(**columns):
    rows = pd.DataFrame({"indicator": ["new_hnte", "activities", "activities"], "light": LEVELS})
    return rows.assign(**columns)


def words(table, column=-1):
    return [row[column] for row in table.plain[1:]]


def test_a_status_is_shown_as_on_the_pages_also_where_rows_do_not_say_of_which_month(plan):
    missed, behind = ["未完成", "未完成", "达进度"], ["严重欠进度", "欠进度", "达进度"]
    assert words(shown("status", status(), plan, "2021-12")) == missed
    assert words(shown("status", status()[["light"]], plan, "2021-12")) == missed
    assert words(shown("status", status(), plan, "2021-11")) == behind
    assert words(shown("status", status(period="2021-11"), plan, "2021-12"), 1) == behind, "of another month"
    eaglets = pd.DataFrame({"indicator": ["new_eaglet"], "light": ["on_pace"]})
    assert words(shown("status", eaglets, plan, "2021-11")) == ["尚未到期"]
    table = shown("status", status(), plan, "2021-12")
    assert list(table.data) == ["indicator", "light"]


def test_columns_of_the_analysts_own_stand_under_their_own_names(scores, plan):
    own = scores[["district", "score"]].assign(mine=[1.5, None], kind="甲", late=[True, False], day=date(2021, 12, 1))
    assert shown("scores", own, plan, "2021-12").plain == (
        ("地区", "得分", "mine", "kind", "late", "day"),
        ("大洼区", "41.88", "1.5", "甲", "是", "2021-12-01"),
        ("盘山县", "100.00", "—", "甲", "否", "2021-12-01"),
    )
    assert shown("scores", scores.assign(mine=1), plan, "2021-12").plain[0][-1] == "mine"
    assert shown("scores", scores[["period", "score"]], plan, "2021-12").plain[1] == ("2021年12月", "41.88")


def test_rows_of_another_table_are_refused_by_the_columns_that_they_lack(scores, plan):
    for rows in (status(period="2021-12"), scores[[]]):
        with pytest.raises(PanjinError, match=re.escape("这不是得分与名次的行，缺少这些列：") + ".*地区、得分、名次"):
            shown("scores", rows, plan, "2021-12")


def test_of_rows_that_do_not_say_their_month_and_may_be_of_several_no_status_is_shown(plan):
    with pytest.raises(PanjinError, match="这些行可能是几个月的，请带上“期间”一列"):
        shown("status_history", status(), plan, "")
    of_december = shown("status_history", status(period="2021-12"), plan, "")
    assert words(of_december, 1) == ["未完成", "未完成", "达进度"]
    assert words(shown("status_history", status()[["indicator"]], plan, "")), "without a status the month is not needed"
    assert words(shown("status_history", status().head(0), plan, "")) == [], "nor without rows"


def test_of_rows_that_do_not_say_their_indicator_none_is_called_on_pace_that_may_not_be_due(plan):
    with pytest.raises(PanjinError, match="达进度的行里可能有尚未到期的，请带上“指标”一列"):
        shown("status", status()[["light"]], plan, "2021-11")
    assert words(shown("status", status()[["light"]].head(2), plan, "2021-11")) == ["严重欠进度", "欠进度"]
    before = status(light_before=LEVELS)[["light_before"]]
    assert words(shown("light_changes", before.head(2), plan, "2021-12")) == ["严重欠进度", "欠进度"]
    with pytest.raises(PanjinError, match="请带上“指标”一列"):
        shown("light_changes", before, plan, "2021-12")


def test_columns_may_be_called_by_a_year_and_none_stands_twice(scores, plan):
    assert "2021" in repr(shown("scores", scores.assign(x=1).rename(columns={"x": 2021}), plan, "2021-12"))
    with pytest.raises(PanjinError, match="列 score 有两列"):
        shown("scores", pd.concat([scores, scores[["score"]]], axis=1), plan, "2021-12")

import dataclasses
import re

import pandas as pd
import pytest

from panjin_kpi.reference.labels import five_year_name
from panjin_kpi.report.outlook.narrative import from_register, furthest_first, remarks, standing, steepest
from panjin_kpi.schemas.formats import format_number, format_percent


@pytest.fixture
def goals(plan):
    """Two goals of which one is a change of the other."""

    def made(**columns):
        table = pd.DataFrame(
            {"indicator": ["hnte", "eaglet"], "kind": "stock", "stock": [90.0, 30.0], "baseline": [60.0, 20.0],
             "target": [210.0, 150.0], "remaining": [120.0, 120.0], "years_left": 4.0, "pace_needed": [30.0, 30.0],
             "pace_achieved": [30.0, 10.0], "projected_year": pd.array([2025, 2033], "Int64"), "note": None}
        )  # fmt: skip
        return table.assign(**columns)

    return made


def test_the_furthest_goal_is_named_with_how_far_it_is_and_the_paces_are_judged(goals, plan):
    assert standing(goals(), plan)[:3] == [
        "离2025年目标最远的是雏鹰企业（现有30家，目标150家，完成20.0%，还差120家）。",
        "按目前年均进度，到2025年底达不到的1项：雏鹰企业（每年须净增30家，至今每年净增10家）。",
        "按目前年均进度，到2025年底能达到的1项：高新技术企业（每年须净增30家，至今每年净增30家）。",
    ]


def test_within_a_year_the_pace_is_stated_as_low_for_recognitions_at_the_years_end(goals, plan):
    assert "此时偏低" not in "".join(standing(goals(), plan))
    assert "本年还没有过完" in "".join(standing(goals(years_left=4.25), plan))
    assert "此时偏低" not in "".join(standing(goals(years_left=4.25, remaining=0.0), plan)), "no pace is named"


def test_when_the_last_year_is_over_each_goal_is_called_reached_or_not_and_no_pace_is_named(goals, plan):
    over = goals(years_left=0.0, pace_needed=None, stock=[90.0, 150.0], remaining=[120.0, 0.0])
    assert standing(over, plan)[:2] == [
        "没有达到2025年目标的1项：高新技术企业（现有90家，目标210家，完成42.9%，还差120家）。",
        "已经达到的1项：雏鹰企业（现有150家，目标150家）。",
    ]
    unpaced = standing(over.assign(baseline=None, pace_achieved=None, projected_year=pd.NA), plan)
    assert not re.search("算不出|按目前|每年", "".join(unpaced)), "nothing is left to be paced"
    assert steepest(over, plan) == "还差家数最多的是高新技术企业（120家）"


def test_within_the_last_year_what_remains_is_not_multiplied_to_a_years(goals, plan):
    late = goals(years_left=0.1, pace_needed=1200.0, projected_year=2026)
    sentences = "".join(standing(late, plan))
    assert "高新技术企业（年底前须净增120家，至今每年净增30家）" in sentences
    assert "1200" not in sentences
    assert steepest(late, plan) == "还差家数最多的是高新技术企业、雏鹰企业（120家）"


def test_of_equally_far_goals_all_are_named(goals, plan):
    first = standing(goals(stock=0.0, remaining=[210.0, 150.0]), plan)[0]
    assert first.count("完成0.0%") == 2


def test_all_reached_none_known_and_no_baseline_are_stated(goals, plan):
    reached = goals(stock=300.0, remaining=0.0, pace_needed=0.0)
    words = "已经达到的2项：高新技术企业（现有300家，目标210家）、雏鹰企业（现有300家，目标150家）。"
    assert standing(reached, plan)[0] == words
    unknown = goals(stock=None, remaining=None, pace_needed=None, pace_achieved=None, baseline=None)
    assert standing(unknown, plan) == ["没有现状数的2项：高新技术企业、雏鹰企业。"]
    unpaced = goals(baseline=None, pace_achieved=None, projected_year=pd.NA)
    assert standing(unpaced, plan)[1] == "缺少2020年底存量、算不出年均进度的2项：雏鹰企业、高新技术企业。"
    unfinished = goals(pace_achieved=None, projected_year=pd.NA)
    assert "本年名单未满、算不出年均进度的2项：雏鹰企业、高新技术企业。" in standing(unfinished, plan)


def test_a_stock_of_2020_that_is_not_filled_in_is_stated_as_from_the_records(goals, plan):
    assert standing(goals(), plan)[-1] == "2020年底存量没有填写的，按记录在当日的存量推算（2项）。"
    filled = pd.DataFrame({"scope": ["city"], "indicator": "hnte", "stock_2020": 60.0, "source": "虚构"})
    own = dataclasses.replace(plan, baseline=filled)
    assert from_register(goals(), own).tolist() == [False, True]


def test_what_is_named_of_a_month_is_the_smallest_share(case, plan):
    frame, first = case.frames["outlook"], standing(case.frames["outlook"], plan)[0]
    rows = [r for r in case.records["outlook"] if pd.notna(r["stock"]) and r["remaining"] > 0]
    if not rows:  # no register was submitted: the stock is unknown, not zero
        assert first.startswith("没有现状数的8项：")
        assert steepest(frame, plan) == "2025年各项目标都没有现状数"
        return
    least = min(r["stock"] / r["target"] for r in rows)
    assert furthest_first(frame)["share_of_target"].iloc[0] == least
    for row in rows:
        words = f"{five_year_name(plan, row['indicator'])}（现有{format_number(row['stock'])}家"
        assert (words in first) == (format_percent(row["stock"] / row["target"]) == format_percent(least))
        if words in first:
            assert f"还差{format_number(row['target'] - row['stock'])}家" in first


def test_a_remark_is_made_once_for_all_goals_that_it_is_about(goals, plan):
    noted = goals(note="缺少2020年底存量，请填写。按级别分别计。", baseline=None)
    assert remarks(noted, plan) == ["雏鹰企业、高新技术企业：按级别分别计。"], "what is not known stands above"
    assert remarks(goals(note="2020年底存量没有填写，按记录推算：2020年12月31日60家。"), plan) == []
    assert remarks(goals(), plan) == []

from datetime import date

import pandas as pd
import pytest

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.index import alerts

COLUMNS = ["period", "reporter", "name", "verdict", "expected", "reported"]


def history(*rows):
    return pd.DataFrame([(month, who, who, *rest) for month, who, *rest in rows], columns=COLUMNS)


@pytest.mark.parametrize(
    ("rows", "stated"),
    [
        ([("2021-06", "甲", "按时", 3, 3)], ["本期报表已报送。"]),
        ([("2021-06", "甲", "按时", 3, 1)], ["报表缺项的单位1个：甲（缺2项）。"]),
        ([("2021-06", "甲", "未报", 3, 0)], ["本期未报的单位1个：甲。"]),
        (
            [("2021-04", "甲", "不考核", 3, 0), ("2021-05", "甲", "未报", 3, 0), ("2021-06", "甲", "未报", 3, 0)],
            ["本期未报的单位1个：甲（自2021年5月起，连续2个月）。"],
        ),
        (
            [("2021-04", "甲", "未报", 3, 0), ("2021-05", "甲", "迟报", 3, 3), ("2021-06", "甲", "未报", 3, 0)],
            ["本期未报的单位1个：甲。"],
        ),
        (
            [("2021-06", "甲", "未到期限", 3, 0), ("2021-06", "乙", "未报", 3, 0)],
            ["未到期限、还没有报来的单位1个：甲。", "本期未报的单位1个：乙。"],
        ),
        ([("2021-06", "甲", "他单位已报", 0, 0)], ["本期没有应报的单位。"]),
        ([("2021-06", "甲", "不考核", 3, 0)], ["计划印发以前的月份，不要求报送。"]),
        ([], ["本期没有应报的单位。"]),
    ],
)
def test_who_owes_the_report_is_named_with_the_month_since_when(rows, stated):
    assert alerts.reporting(history(*rows), "2021-06") == stated


@pytest.mark.parametrize(
    ("silent", "stated"),
    [
        (["2023-01", "2023-02"], "甲（本年各月都未报，共2个月）"),
        (["2023-02", "2023-03"], "甲（自2023年2月起，连续2个月）"),
        (["2023-01"], "甲"),
    ],
)
def test_a_silence_that_may_be_older_than_the_year_is_not_dated(silent, stated):
    rows = [(month, "甲", "未报", 3, 0) for month in silent]
    rows = rows if silent[0] == "2023-01" else [("2023-01", "甲", "按时", 3, 3), *rows]
    assert alerts.reporting(history(*rows), silent[-1]) == [f"本期未报的单位1个：{stated}。"]


def test_what_nothing_proves_and_what_expires_is_stated_once(peopled, plan):
    (stated,) = [sentence for sentence in alerts.doubtful(peopled, plan) if "明细对不上" in sentence]
    own = peopled["evidence"].query("scope == 'dawa' and verdict != '一致'").dropna(subset="verdict")
    assert stated.startswith(f"上报数与明细对不上的{len(own)}项：大洼区"), "the city's sums are not counted again"
    evidence = peopled["evidence"].query("scope == 'city' and indicator == 'activities'").assign(verdict="一致")
    silent = pd.concat([evidence, evidence.assign(scope="dawa", verdict=None)])
    nobody = peopled | {"evidence": silent, "undecided": peopled["undecided"].iloc[:0]}
    assert alerts.doubtful(nobody, plan) == ["没有可以与明细核对的上报数。"], "a sum of earlier reports"
    own = silent.assign(indicator="carriers_built", reported=7.0, evidenced=6.0, verdict="多报").iloc[:1]
    early = on_record(plan, "2021-06", date(2021, 6, 20), None)
    assert "明细对不上的1项" in alerts.doubtful(nobody | {"evidence": own}, plan)[0]
    assert alerts.doubtful(nobody | {"evidence": own}, early) == ["佐证未报齐、还不能核对的上报数1项。"]
    summary = pd.DataFrame(
        [("city", "sci_tech_sme", 90, 147), ("city", "hnte", 90, 1), ("dawa", "hnte", 90, 1), ("city", "hnte", 30, 5)],
        columns=["scope", "tier", "window", "expiring"],
    )
    ends = alerts.expiring(peopled | {"expiring_summary": summary}, plan, "2021-06")
    assert ends[0] == "今后90天到期的资格（不含每年重新入库的科技型中小企业）：高新技术企业1家。", (
        "not those that all register anew each year"
    )
    assert ends[-1] == "2021年7月报表须于2021年7月26日前报送。"
    assert len(alerts.expiring(peopled | {"expiring_summary": summary}, plan, "2021-01")) == len(ends) - 1, (
        "no duty yet"
    )
    assert (
        alerts.expiring(peopled, plan, "2021-12")[-1] == "2021年年终决算须于2022年1月15日前报送，封账以后报来的不计入。"
    )


def test_what_units_have_overdue_is_counted_by_kind(peopled, plan):
    units = pd.DataFrame({"tasks_overdue": [0, 0], "matters_overdue": [2, 0], "measures_overdue": [1, 9]})
    stated = "截至期末已超期、须办结的：交办事项2件、举措10件。"
    assert alerts.overdue(units) == [stated]
    assert alerts.overdue(units * 0) == []
    assert stated in alerts.expiring(peopled | {"unit_summary": units}, plan, "2021-12")


def test_the_public_edition_says_nothing_of_matters_and_enterprises(peopled, plan):
    public = {name: frame for name, frame in peopled.items() if name not in ("undecided", "unit_summary")}
    stated = "".join(alerts.doubtful(public, plan) + alerts.expiring(public, plan, "2021-06"))
    assert "交办" not in stated
    assert "未定" not in stated

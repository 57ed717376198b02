"""The titles of the charts of scores and forecasts: true of the data drawn, in rare cases as well."""

import re

import pandas as pd
import pytest

from panjin_kpi.report.assessment import findings
from tests.plan import PLAN

LONGEST = 30


@pytest.mark.parametrize(
    ("rows", "firm", "title"),
    [
        ([("gaoxin", 95, 1), ("dawa", 71.456, 2)], True, "盘锦高新区第1名，领先23.54分，名次稳固"),
        ([("dawa", 71, 2), ("gaoxin", 95, 1)], False, "盘锦高新区第1名，领先24.00分，但名次不稳固"),
        ([("gaoxin", 95, 1), ("dawa", 95, 1), ("panshan", 9, 3)], True, "盘锦高新区、大洼区并列第1名，名次稳固"),
        ([("gaoxin", 9, 1), ("dawa", 9, 1), ("panshan", 9, 1), ("shuangtaizi", 2, 4)], False,
         "3个地区并列第1名，得9.00分，但名次不稳固"),
        ([("gaoxin", 0, 1), ("dawa", 0, 1)], True, "2个地区得分相同，都是0.00分"),
        ([("dawa", 71, 1)], True, "只有大洼区有得分，得71.00分"),
    ],
)  # fmt: skip
def test_the_leader_in_the_rare_cases(rows, firm, title):
    scores = pd.DataFrame(rows, columns=["district", "score", "rank"]).astype({"score": "float64"})
    assert findings.ranks(scores, scores.assign(firm=firm), PLAN) == title


def test_the_leader_is_who_has_most_points(case):
    scores, verdicts = case.frames["scores"], case.frames["rank_verdict"]
    title, points = findings.ranks(scores, verdicts, PLAN), sorted(row["score"] for row in case.scores.values())
    first = [name for name, row in case.scores.items() if row["score"] == points[-1]]
    if len(first) < 3:
        assert {PLAN.district_names[name] for name in first} == {
            n for n in PLAN.district_names.known.values() if n in title
        }
    if ahead := re.search(r"领先([\d.]+)分", title):
        assert float(ahead[1]) == pytest.approx(points[-1] - points[-2], abs=0.011)
    if "稳固" in title:
        assert ("但名次不稳固" in title) != all(case.verdicts[name]["firm"] for name in first)
    assert len(title) <= LONGEST


@pytest.mark.parametrize(
    ("ranges", "title"),
    [
        (
            [(10, 12, 11), (9, 9.5, 9), (3, 10, 6)],
            "1项预测区间在目标以上，1项预计数低于目标、区间够到目标，1项预测区间低于目标",
        ),
        ([(9, 11, 10), (3, 10, 9.9)], "1项预计数达到目标，1项预计数低于目标、区间够到目标"),
        ([(10, 10, 10)], "1项预测区间在目标以上"),
        ([(4, 10, 5), (1, 12, 4)], "2项的预计数都低于目标、区间够到目标"),
    ],
)
def test_where_the_ranges_lie(ranges, title):
    assert (
        findings.forecast(pd.DataFrame(ranges, columns=["low", "high", "expected"]).assign(target=10, probability=0.5))
        == title
    )

"""The titles of the charts of progress: true of the data drawn, in every month and in rare cases."""

import re

import pandas as pd
import pytest

from panjin_kpi.reference.plan import CITY
from panjin_kpi.report.progress import findings
from tests.plan import PLAN

LONGEST = 30
LEVELS = {
    "d": ("done", 1.0, 0.0), "p": ("on_pace", 0.6, 0.0), "s": ("slightly_behind", 0.45, 5.0),
    "b": ("behind", 0.3, 20.0), "f": ("far_behind", 0.1, 40.0), "u": ("unreported", None, None),
}  # fmt: skip


def month(levels, period="2021-09", scope="dawa", gap=0.0):
    """Rows of one scope, a letter for each indicator, each further behind than the one before by ``gap``."""
    names = PLAN.indicators["indicator"].tolist()
    rows = [
        (period, scope, names[2 + n], LEVELS[x][0], LEVELS[x][1], (LEVELS[x][2] or 0) + gap * n)
        for n, x in enumerate(levels)
    ]
    table = pd.DataFrame(rows, columns=["period", "scope", "indicator", "light", "completion", "gap_points"])
    return table.assign(target=10.0, actual=10 * table["completion"].astype("float64"), planned=0.5, unit="家")


@pytest.mark.parametrize(
    ("levels", "period", "title"),
    [
        ("ddd", "2021-12", "3项指标全部完成"),
        ("d", "2021-12", "1项指标全部完成"),
        ("uuu", "2021-09", "3项指标本期都没有报"),
        ("uuu", "2021-12", "3项指标本期都没有报"),
        ("ddf", "2021-12", "3项完成2项，只差新增科技型中小企业"),
        ("dff", "2021-12", "3项完成1项，没有完成的是新增在孵企业及创新创业团队、新增科技型中小企业"),
        ("ff", "2021-12", "2项指标都没有完成"),
        ("duf", "2021-12", "3项中完成1项，1项未报"),
        ("uff", "2021-12", "3项中没有一项完成，1项未报"),
        ("upd", "2021-09", "3项中没有落后的，1项未报"),
        ("dpp", "2021-09", "3项中没有落后的"),
        ("dpf", "2021-09", "3项中只有新增科技型中小企业落后"),
        ("puf", "2021-09", "3项中1项落后，1项未报"),
        ("pff", "2021-09", "3项中2项落后，1项达到进度"),
        ("ssb", "2021-09", "3项都落后，新增科技型中小企业差距最大"),
        ("ff", "2021-09", "2项都落后"),
    ],
)
def test_completion_in_the_rare_cases(levels, period, title):
    assert findings.completion(month(levels, period), PLAN) == title


def test_a_target_of_one_is_no_widest_gap_of_a_running_year():
    rows = month("sbf", gap=1.0).assign(target=[10.0, 10.0, 1.0])
    rows.loc[2, "actual"] = 0.0
    assert findings.completion(rows, PLAN) == "3项都落后"


def test_a_tie_for_the_furthest_names_none_and_one_alone_is_named():
    assert findings.completion(month("fff", "2021-12", gap=1), PLAN) == "3项指标都没有完成，新增科技型中小企业差距最大"


def every_scope(case):
    return [CITY, *case.scores]


def test_completion_counts_what_is_drawn(case):
    for scope in every_scope(case):
        rows = [row | {"light": case.level(row)} for row in case.of(scope)]
        count = {level: sum(row["light"] == level for row in rows) for level in {row["light"] for row in rows}}
        bad = sum(count.get(level, 0) for level in ("missed", "slightly_behind", "behind", "far_behind"))
        title = findings.completion(pd.DataFrame(rows), PLAN)
        done, paced, waits, silent = (count.get(level, 0) for level in ("done", "on_pace", "not_due", "unreported"))
        known = {
            "完成": done,
            "没有完成": bad,
            "落后": bad,
            "未报": silent,
            "达到进度": done + paced,
            "尚未到期": waits,
        }
        assert int(re.match(r"\d+", title)[0]) == len(rows)
        for number, word in re.findall(r"[中，](\d+)项(落后|未报|没有完成|达到进度|尚未到期)", title):
            assert int(number) == known[word], (scope, title)
        for number in re.findall(r"完成(\d+)项", title):
            assert int(number) == known["完成"], (scope, title)
        if furthest := re.search(r"，(.*)差距最大", title):
            gaps = {PLAN.indicator_names[row["indicator"]]: row["gap_points"] for row in rows if known["落后"]}
            assert [name for name, gap in gaps.items() if gap == max(gaps.values())] == [furthest[1]]
        assert len(title) <= LONGEST


@pytest.mark.parametrize(
    ("before", "now", "period", "title"),
    [
        ([1, 1, 2], [2, 1, 1], "2021-09", "比上月增加1项，减少1项，持平1项"),
        ([1, None, 2], [2, 1, None], "2021-09", "比上月增加1项，不可比2项"),
        ([None, None, 2], [2, 1, None], "2021-09", "没有可以和上月相比的指标"),
        ([9, 9, 9], [9, 10, 10], "2021-12", "2项在12月达到年度目标"),
        ([9, 10, 9], [9, 10, 10], "2021-12", "2项达到年度目标，其中1项在12月达到"),
        ([10, 10, 10], [10, 10, 10], "2021-12", "3项都达到年度目标"),
        ([0, 0, 0], [1, 2, 3], "2021-12", "3项都没有达到年度目标"),
        ([None] * 3, [None] * 3, "2021-12", "3项指标12月都没有报"),
        ([0, 9, 9], [1, None, None], "2021-12", "已报的1项都没有达到年度目标，2项未报"),
        ([9, 10, None], [10, 10, None], "2021-12", "已报的2项都达到年度目标，其中1项在12月达到，1项未报"),
        ([9, 9, None], [10, 9, None], "2021-12", "1项在12月达到年度目标，1项未报"),
    ],
)
def test_the_path_in_the_rare_cases(before, now, period, title):
    status = month("ddd", period).assign(target=10.0)
    months = [f"2021-{int(period[5:]) - 1:02d}", period]
    path = pd.concat([status[["scope", "indicator"]].assign(period=each, actual=pd.Series(values, dtype="float64"))
                      for each, values in zip(months, (before, now), strict=True)])  # fmt: skip
    assert findings.path(path, status, PLAN) == title
    none = "2021年才有1个月的数" if any(value is not None for value in now) else f"3项指标{int(period[5:])}月都没有报"
    assert findings.path(path.query("period == @period"), status, PLAN) == none


def test_the_city_s_path_compares_no_sum_that_only_stands_on_earlier_reports():
    """A year that is over ends with them all the same."""
    for period, title in (("2021-11", "比上月持平1项，不可比2项"), ("2021-12", "已报的2项都没有达到年度目标，1项未报")):
        before = f"2021-{int(period[5:]) - 1:02d}"
        status = month("ppu", period, CITY)
        first, second, third = status["indicator"]
        cells = [(before, CITY, first, 6.0), (before, CITY, second, 3.0), (before, CITY, third, None)]
        cells += [(period, *cell[1:]) for cell in cells]
        cells += [(period, "dawa", first, 6.0), (before, "dawa", second, 3.0), (period, "dawa", second, None)]
        path = pd.DataFrame(cells, columns=["period", "scope", "indicator", "actual"])
        assert findings.path(path, status, PLAN) == title


def test_the_path_counts_what_is_drawn(case):
    for scope in every_scope(case):
        rows, moves = case.of(scope), case.moves(scope)
        if not case.period.endswith("-12"):
            moves = dict(zip(moves, case.reported_moves(scope), strict=True))
        own = {row["indicator"]: moves[row["indicator"]] for row in rows}
        title, target = (
            findings.path(case.frames["path"], pd.DataFrame(rows), case.plan),
            {row["indicator"]: row["target"] for row in rows},
        )
        both = [pair for pair in own.values() if not pd.isna(pair[0]) and not pd.isna(pair[1])]
        words = {"增加": sum(b > a for a, b in both), "减少": sum(b < a for a, b in both),
                 "持平": sum(a == b for a, b in both), "不可比": len(own) - len(both)}  # fmt: skip
        found = {word: int(number) for word, number in re.findall(r"(增加|减少|持平|不可比)(\d+)项", title)}
        if found:
            assert found == {word: number for word, number in words.items() if number}, (scope, title)
        reached = sum(pair[1] >= target[name] for name, pair in own.items())
        late = sum(pair[1] >= target[name] > pair[0] for name, pair in own.items())
        if case.period.endswith("-12") and reached:
            assert str(late if "在12月达到年度" in title else reached) == re.search(r"\d+", title)[0], (scope, title)
            assert not (some := re.search(r"其中(\d+)项", title)) or int(some[1]) == late
            assert ("未报" in title) == any(pd.isna(pair[1]) for pair in own.values()), (scope, title)
        assert len(title) <= LONGEST


@pytest.mark.parametrize(
    ("districts", "period", "title"),
    [
        ({"dawa": "dd", "gaoxin": "d"}, "2021-12", "2个地区的指标全部完成"),
        ({"dawa": "du", "gaoxin": "d"}, "2021-12", "已报的指标全部完成，1个地区有未报的"),
        ({"dawa": "uu", "gaoxin": "u"}, "2021-12", "2个地区本期都没有报"),
        ({"dawa": "ff", "gaoxin": "d"}, "2021-12", "大洼区2项都没有完成；1个地区全部完成"),
        ({"dawa": "df", "gaoxin": "ddf"}, "2021-12", "大洼区没有完成的比例最高，2项中有1项"),
        ({"dawa": "df", "gaoxin": "df"}, "2021-12", "大洼区、盘锦高新区没有完成的比例最高，均为50.0%"),
        ({"dawa": "f", "gaoxin": "f", "panshan": "f"}, "2021-09", "3个地区各项都落后"),
        ({"dawa": "pp", "gaoxin": "pd"}, "2021-09", "2个地区的指标都不落后"),
        (
            {"dawa": "pf", "gaoxin": "pd", "panshan": "u"},
            "2021-09",
            "大洼区落后的比例最高，2项中有1项；1个地区有未报的",
        ),
        ({"dawa": "pf", "gaoxin": "uu", "panshan": "u"}, "2021-09", "大洼区2项中有1项落后；2个地区有未报的"),
        ({"dawa": "fduuu", "gaoxin": "fdd"}, "2021-12", "大洼区没有完成的比例最高，已报2项中有1项；1个地区有未报的"),
        ({"dawa": "fuuu", "gaoxin": "fd"}, "2021-12", "大洼区已报1项都没有完成；1个地区有未报的"),
    ],
)
def test_the_status_levels_in_the_rare_cases(districts, period, title):
    rows = pd.concat([month(levels, period, scope) for scope, levels in districts.items()])
    assert findings.status_levels(rows, PLAN) == title


def test_the_status_levels_are_those_drawn_without_what_is_short_of_less_than_one(case):
    rows = [row | {"light": case.level(row)} for row in case.own if row["scope"] != CITY]
    gaps = [row["planned"] * row["target"] - row["actual"] for row in rows]
    whole = [gap >= 1 or row["unit"] in ("%", "亿元") for gap, row in zip(gaps, rows, strict=True)]
    title, bad = findings.status_levels(pd.DataFrame(rows), PLAN), {}
    for row, some in zip(rows, whole, strict=True):
        late = row["light"] == "missed" or (row["light"] in ("slightly_behind", "behind", "far_behind") and some)
        if row["light"] != "unreported":  # as the papers compare them
            bad.setdefault(row["scope"], []).append(late)
    shares = {PLAN.district_names[scope]: sum(own) / len(own) for scope, own in bad.items()}
    if "比例最高" in title or "都没有完成" in title:
        most = {name for name, share in shares.items() if share == max(shares.values())}
        named = {name for name in shares if name in title}
        assert named == most or title.removeprefix("除差不到1的外，").startswith(f"{len(most)}个地区")
    assert len(title) <= LONGEST

from dataclasses import replace

import pandas as pd

from panjin_kpi.report.progress.sums import without_target

ROWS = [
    ("2021-11", "liaodongwan", "operators", 2.0),
    ("2021-11", "panshan", "operators", 3.0),
    ("2021-12", "panshan", "operators", 4.0),
    ("2021-12", "dawa", "operators", 0.0),  # moves no sum
    ("2021-12", "gaoxin", "operators", 1.0),  # has a target
    ("2021-12", "dawa", "new_gazelle", 1.0),  # the city's own indicator
    ("2021-12", "city", "operators", 7.0),
]


def test_each_figure_is_named_once_with_the_month_that_it_is_carried_from(plan):
    path = pd.DataFrame(ROWS, columns=["period", "scope", "indicator", "actual"])
    assert without_target(path, plan, "2021-12") == [
        "没有分解到目标的地区报的数也计入全市合计、不考核："
        "辽东湾新区引进培育运营机构2家（本期未报，沿用2021年11月的数）、盘山县引进培育运营机构4家。"
    ]
    november = without_target(path[path["period"] == "2021-11"], plan, "2021-11")[0]
    assert "沿用" not in november
    assert without_target(path[path["scope"] == "gaoxin"], plan, "2021-12") == []


def test_what_a_dissolved_district_left_in_the_citys_sums_is_stated(plan, ended):
    """Its own figures are in no table of the month, so that the districts' do not add up to the city's."""
    rows = [("2021-12", "panshan", "activities", 3.0), ("2021-12", "city", "activities", 10.0)]
    rows += [("2021-12", "panshan", "alliances", 2.0), ("2021-12", "city", "alliances", 2.0)]
    path = pd.DataFrame(rows, columns=["period", "scope", "indicator", "actual"])
    assert without_target(path, ended, "2021-12") == [
        "全市合计含本期已不设的盘锦高新区以前报送的数：举办创新创业活动7场。"
    ]
    assert without_target(path, plan, "2021-12") == []
    never = ended.districts["valid_from"].mask(ended.districts["district"] == "dawa", "2022-01-01")
    later = replace(ended, districts=ended.districts.assign(valid_from=never))
    assert without_target(path, later, "2021-12") == without_target(path, ended, "2021-12"), "one is not there yet"

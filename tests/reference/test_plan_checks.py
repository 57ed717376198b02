"""Contradictory reference files would change an assessment; they are refused, with file, key and value."""

import pytest

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.reference.plan import Plan

JULY = "2021-07,2021-07-26,2021-07-28,,plan,assumption,,每月26日前（四（三））；含26日当天为假定\n"
DAWA = "大洼区,district,211104,"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("calendar.csv", JULY, "", "缺少期间：2021-07"),
        ("calendar.csv", "2021-07,2021-07-26", "2021-07,2021-06-30", "due_on 早于这一期的第一天：2021-07"),
        ("calendar.csv", "2021-07,2021-07-26", "2021-07,2021-08-27", "due_on 早于上一期的：2021-08"),
        ("calendar.csv", "2021-07-26,2021-07-28", "2021-07-26,2021-07-20", "second_due_on 早于 due_on：2021-07"),
        ("calendar.csv", "2022-01-15", "2021-12-15", "closing_on 早于 due_on：2021-12"),
        ("calendar.csv", "2021-07-28,,plan", "2021-07-28,2021-08-30,plan", "closing_on 只能写在12月：2021-07"),
        ("districts.csv", DAWA + ",,", DAWA + ",2022-01-01,2021-01-01", "valid_to 早于 valid_from：大洼区"),
        ("districts.csv", DAWA, DAWA + "dawa", "within 是地区自己：大洼区"),
        ("districts.csv", "panshan,盘山县", "panshan,大 洼区", "districts.csv 有重名：大洼区"),
        ("aliases.csv", "district,盘山,", "district,盘 山,dawa\ndistrict,盘山,", "同一别名指两个标识：盘 山、盘山"),
        ("targets.csv", "city,carriers_built,10", "city,carriers_built,1e300", "大于1e+09：2021 city carriers_built"),
        ("targets.csv", "city,carriers_built,10", "city,carriers_built,10.5", "不是整数：2021 city carriers_built"),
        ("targets.csv", "park_coverage,100", "park_coverage,1000", "目标大于100：2021 city park_coverage"),
        ("five_year.csv", ",20,stock,全市", ",1e12,stock,全市", "target_2025 大于1e+09"),
        ("five_year.csv", "\nhnte,", "\nhntee,", "five_year.csv 的 indicator 列有未定义的值：hntee"),
        ("pace.csv", "year_end,12,1", "year_end,12,0.5", "曲线到12月不是1：year_end"),
        ("words.csv", "tier,unicorn,独角兽企业\n", "", "words.csv 和 tiers.yaml 的层级不一致：unicorn"),
        ("baseline.csv", "source", "source\ndawa,hntee,3,台账", "baseline.csv 的 indicator 列有未定义的值：hntee"),
        ("carrier_grades.csv", "source", "source\n2020,dava,甲,D,通报", "的 district 列有未定义的值：dava"),
        ("carrier_grades.csv", "source", "source\n2020,dawa,甲,E,通报", "的 grade 列有未定义的值：E"),
        ("baseline.csv", "source", "source\ndava,hnte,3,台账", "baseline.csv 的 scope 列有未定义的值：dava"),
    ],
)  # fmt: skip
def test_a_contradiction_is_reported_with_file_column_and_value(edit, name, old, new, expected):
    with pytest.raises(ReferenceDataError) as caught:
        Plan.load(edit(name, old, new))
    assert expected in str(caught.value)
    assert str(caught.value).startswith(name)
    assert "请" in str(caught.value)


def test_a_calendar_may_say_nothing(folder):
    header = (folder / "calendar.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "calendar.csv").write_text(header + "\n", encoding="utf-8")
    assert Plan.load(folder).calendar.empty


def test_a_late_start_may_move_the_first_months_to_one_day(edit):
    folder = edit("calendar.csv", "2021-01,2021-01-26,2021-01-28", "2021-01,2021-02-26,2021-02-28")
    assert len(Plan.load(folder).calendar) == 12

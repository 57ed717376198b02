"""The files that a reference folder may lack, and the errors found when it is loaded."""

import pandas as pd
import pytest

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.reference.plan import Plan


def test_the_clauses_units_may_be_left_out(folder):
    (folder / "clause_units.csv").unlink()
    assert list(Plan.load(folder).clause_units.columns) == ["clause", "unit", "role"]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("pace.csv", ["source", "note"]),
        ("calendar.csv", ["due_source", "second_due_source", "closing_source", "note"]),
    ],
)
def test_source_and_note_may_be_left_out(folder, name, columns):
    table = pd.read_csv(folder / name, dtype="str").drop(columns=columns)
    table.to_csv(folder / name, index=False)
    assert Plan.load(folder).planned_shares.shape == (20, 12)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("targets.csv", "city,carriers_built,10", "city,carriers_built,十", ["targets.csv", "第2行", "target", "“十”"]),
        ("targets.csv", "carriers_built,10,", "carriers_built,inf,", ["targets.csv", "第2行", "“inf”", "不是数字"]),
        ("targets.csv", "city,operators,2", "city,运营,2", ["targets.csv", "indicator", "运营", "未定义"]),
        (
            "targets.csv",
            "2021,gaoxin,operators",
            "2021,gaoxing,operators",
            ["targets.csv", "scope", "gaoxing", "未定义"],
        ),
        ("task_units.csv", "8,ip_bureau", "8,ip", ["task_units.csv", "unit", "ip", "未定义"]),
        ("pace.csv", "batch_hnte,3,", "batch_other,3,", ["pace.csv", "batch_hnte", "12个月"]),
        ("pace.csv", "batch_hnte,11,0.6", "batch_hnte,11,0.2", ["pace.csv", "batch_hnte", "下降"]),
        ("pace.csv", "batch_hnte,11,0.6", "batch_hnte,11,60", ["pace.csv", "第36行", "应达份额（share）", "“60.0”"]),
        ("indicators.csv", "count,5,linear", "count,5,steep", ["pace.csv", "steep", "12个月"]),
        ("districts.csv", "dawa,", "city,", ["districts.csv", "第5行", "district", "“city”", "专指全市"]),
        (
            "assessment.yaml",
            "tie_break: {value: []",
            "tie_break: {value: [total, 活动]",
            ["assessment", "tie_break", "活动"],
        ),
        ("calendar.csv", "2021-06-28,2021", "2021-06-31,2021", ["calendar.csv", "第7行", "due_on", "“2021-06-31”"]),
    ],
)
def test_a_fault_is_reported_with_its_position_and_value(edit, name, old, new, message):
    with pytest.raises(ReferenceDataError) as caught:
        Plan.load(edit(name, old, new))
    assert [word for word in message if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("clause_units.csv", "三（一）,districts", "三（一）,district"),
        ("task_units.csv", "\n18,districts", "\n81,districts"),
        ("indicators.csv", "家,count,1,", "家,count,99,"),
        ("districts.csv", ",xinglongtai,", ",xinglong,"),
        ("districts.csv", "双台子区", "盘山县"),
        ("targets.csv", "trainings,1,2,", "trainings,3,2,"),
        ("assessment.yaml", "preset: {value: equal", "preset: {value: equel"),
    ],
)
def test_files_that_do_not_fit_together_are_refused(edit, name, old, new):
    with pytest.raises(ReferenceDataError):
        Plan.load(edit(name, old, new))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("aliases.csv", "district,盘山,panshan", "district,盘山,panshen"),
        ("assessment.yaml", "[operators, ", "[operatorz, "),
    ],
)
def test_another_province_may_keep_aliases_and_weights_of_what_it_does_not_have(edit, name, old, new):
    assert len(Plan.load(edit(name, old, new)).targets) == 77

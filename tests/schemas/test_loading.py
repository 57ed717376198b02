import re
from typing import Any

import pytest
import yaml

from panjin_kpi import schemas
from panjin_kpi.project import SCHEMAS

NOT_CHECKS = {"title", "description", "dtype", "nullable", "required"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
RAW: dict[str, dict[str, Any]] = {
    path.stem: yaml.load(path.read_bytes(), Loader=schemas.LOADER)
    for path in sorted(SCHEMAS.glob("*.yaml"))
    if path.stem != "fields"
}
CHECKS = [
    (table, column, check, written)
    for table, raw in RAW.items()
    for column, spec in raw["columns"].items()
    for check, written in spec.items()
    if check not in NOT_CHECKS
]


def test_every_yaml_file_is_a_table_that_bears_the_files_name():
    assert list(schemas.names()) == list(RAW)
    assert all(schemas.schema(name).name == name for name in RAW)


def test_submitted_and_result_tables_are_keyed_as_the_contract_says():
    assert schemas.key("progress") == ["period", "district", "indicator"]
    assert schemas.key("status") == schemas.key("path") == ["period", "scope", "indicator"]
    assert schemas.key("targets") == ["year", "scope", "indicator"]


def test_every_written_check_is_loaded_with_its_limits_and_its_error():
    for table, column, check, written in CHECKS:
        loaded = [one for one in schemas.schema(table).columns[column].checks if one.error == written["error"]]
        assert len(loaded) == 1, f"pandera dropped {check} of {table}.{column}"
        limits = {name: limit for name, limit in written.items() if name != "error"}
        assert {name: loaded[0].statistics[name] for name in limits} == limits, (table, column)


def test_nothing_is_loaded_that_is_not_written():
    loaded = sum(len(column.checks) for table in RAW for column in schemas.schema(table).columns.values())
    assert loaded == len(CHECKS)
    assert not any(schemas.schema(table).checks for table in RAW)


def test_every_error_is_a_reason_and_a_remedy_in_chinese():
    for table, column, check, written in CHECKS:
        fault = schemas.Fault(1, column, "", written["error"])
        assert CHINESE.search(fault.reason), (table, column, check)
        assert CHINESE.search(fault.remedy), (table, column, check)
        assert written["error"] == f"{fault.reason}。{fault.remedy}。"


@pytest.mark.parametrize("table", RAW)
def test_tables_and_columns_are_named_and_explained_in_chinese(table):
    for entry in (RAW[table], *RAW[table]["columns"].values()):
        assert CHINESE.search(entry["title"])
        assert CHINESE.search(entry["description"])


@pytest.mark.parametrize("table", RAW)
def test_no_two_columns_of_a_table_have_the_same_title(table):
    titles = [column["title"] for column in RAW[table]["columns"].values()]
    assert len(titles) == len(set(titles))  # Excel makes no table of them


@pytest.mark.parametrize(
    ("title", "columns"),
    [
        ("期间", ["progress.period", "status.period", "path.period", "calendar.period"]),
        ("范围", ["status.scope", "path.scope", "targets.scope"]),
        ("地区", ["progress.district", "districts.district"]),
        ("指标", [f"{table}.indicator" for table in ("progress", "status", "path", "reconciliation", "targets")]),
        ("本年累计", ["progress.value", "status.actual", "path.actual"]),
        ("年度目标", ["status.target", "targets.target"]),
        ("应达进度", ["status.planned", "path.planned"]),
        ("单位", ["status.unit", "indicators.unit"]),
        ("任务序号", ["reconciliation.task_no", "tasks.task_no", "indicators.task_no", "task_units.task_no"]),
        ("条款", ["reconciliation.clause", "targets.clause", "tasks.clause"]),
    ],
)
def test_what_means_the_same_is_called_the_same_in_every_table(title, columns):
    assert {schemas.title(*column.split(".")) for column in columns} == {title}

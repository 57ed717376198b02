import json

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.batch.results.result_set import DATA_VARIABLE, ResultSet, load_results
from panjin_kpi.intake.storage.snapshot import SnapshotFault, take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.labels import to_labels


@pytest.fixture(scope="module")
def computed(sample_project, plan_module):
    snapshot = take_snapshot(Store(sample_project.store_url), sample_project.snapshots)
    return ResultSet.compute(snapshot, plan_module, "2021-08")


@pytest.fixture(scope="module")
def plan_module():
    from panjin_kpi.reference.plan import Plan

    return Plan.load()


def test_what_is_written_is_what_is_read(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    again = ResultSet.read(tmp_path, "2021-08")
    for name, frame in computed.frames.items():
        typed = schemas.faults(schemas.of_result(name), frame)[0]
        pd.testing.assert_frame_equal(again.frames[name], typed, check_dtype=False, rtol=1e-9)
    assert again.facts == computed.facts
    assert len(again.plan.targets) == 77


def test_excel_recognises_the_encoding_and_counts_look_like_counts(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    text = (tmp_path / "status.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfperiod,scope,indicator,unit,actual,target")
    assert "2021-08,panshan,operators,家,,,,0,,not_allocated,0,0" in text.decode("utf-8-sig").splitlines()


def listed(book):
    """The tables of a workbook by the names of their CSV files: sheet, rows, remark."""
    rows = book.get_sheet_by_name("目录").to_python()
    start = next(number for number, row in enumerate(rows) if row[0] == "工作表")
    return {row[3].removesuffix(".csv"): (row[0], row[2], row[4]) for row in rows[start + 1 :]}


def test_the_workbook_says_what_every_csv_says(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    computed.write_workbook(tmp_path)
    book = CalamineWorkbook.from_path(tmp_path / "results.xlsx")
    tables = listed(book)
    assert list(tables) == list(computed.frames)
    assert [name for name, (_, _, remark) in tables.items() if "没有放入" in remark] == ["eligibility"]
    compared = 0
    for name, (title, length, remark) in tables.items():
        text = pd.read_csv(tmp_path / f"{name}.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig")
        assert length == len(text)
        if remark:  # too long, or without a row
            continue
        table = schemas.of_result(name)
        header, *rows = book.get_sheet_by_name(title).to_python()[3:]
        assert header[: len(text.columns)] == [schemas.title(table, column) for column in text]
        typed, _ = schemas.faults(table, text.replace("", None))
        typed = to_labels(computed.plan, table, typed)
        for position, column in enumerate(text):
            cells = [row[position] for row in rows]
            if pd.api.types.is_datetime64_any_dtype(typed[column]):
                written = [cell and cell.isoformat() for cell in cells]
            elif pd.api.types.is_numeric_dtype(typed[column]):
                written = ["" if cell == "" else f"{cell:.10g}" for cell in cells]
            else:
                text[column] = typed[column].fillna("")
                written = cells
            assert written == text[column].tolist(), (name, column)
            compared += len(written)
    assert compared > 10_000


def test_the_workbook_is_the_same_for_the_same_results_and_marked_on_every_sheet(computed, sample_project, tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
        computed.write_workbook(folder)
    assert (first / "results.xlsx").read_bytes() == (second / "results.xlsx").read_bytes()
    book = CalamineWorkbook.from_path(first / "results.xlsx")
    assert len(book.sheet_names) == len(computed.frames)  # a list in front, one table left out
    for name in book.sheet_names:
        assert book.get_sheet_by_name(name).to_python()[1][0] == "虚构示例，不代表任何真实情况"
    assert [path.name for path in first.glob(".*")] == []


def test_a_public_workbook_has_no_table_of_single_enterprises(computed, sample_project, tmp_path):
    computed.public().write_workbook(tmp_path)
    book = CalamineWorkbook.from_path(tmp_path / "results.xlsx")
    private = {
        str(schemas.schema(table).title)
        for table in [node.name for node in registry.results().values() if node.private]
    }
    assert not private & set(book.sheet_names)
    assert not {name for name in listed(book) if registry.results()[name].private}
    assert {"指标完成情况", "各层级存量", "载体汇总"} <= set(book.sheet_names)


def test_another_months_results_are_refused(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    with pytest.raises(ValueError, match="2021-08"):
        ResultSet.read(tmp_path, "2021-09")


def test_a_corrupted_table_is_refused(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    spoilt = (tmp_path / "status.csv").read_text(encoding="utf-8-sig").replace("far_behind", "purple")
    (tmp_path / "status.csv").write_text(spoilt, encoding="utf-8")
    with pytest.raises(ValueError, match="purple"):
        _ = ResultSet.read(tmp_path, "2021-08").frames["status"]


def test_without_a_folder_the_current_snapshot_is_computed(computed, sample_project, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(sample_project.data))
    loaded = load_results("", "2021-08")
    pd.testing.assert_frame_equal(loaded.frames["status"], computed.frames["status"])
    assert "虚构示例" in repr(loaded)


def test_without_any_snapshot_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(SnapshotFault, match="请先运行 panjin-kpi snapshot"):
        load_results("", "2021-08")


def test_the_sample_shows_a_missing_report_a_lagging_district_and_a_late_tier(computed):
    status = computed.frames["status"]
    due = status["light"] != "not_allocated"
    assert set(status.loc[due & (status["scope"] == "shuangtaizi"), "light"]) == {"unreported"}
    assert (status.loc[status["scope"] == "dawa", "light"] == "far_behind").sum() >= 2
    assert status.loc[(status["indicator"] == "new_eaglet") & due, "actual"].dropna().eq(0).all()
    assert json.dumps(computed.origin)

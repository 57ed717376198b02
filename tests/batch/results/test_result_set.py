import dataclasses
import json
import re
from datetime import date

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.batch.results.folder import Tables
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.errors import PanjinError
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.snapshot import take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.report.index.standing import certainty
from panjin_kpi.schemas.formats import format_day


def test_what_is_written_is_what_is_read(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    again = ResultSet.read(tmp_path, "2021-08")
    for name, frame in computed.frames.items():
        typed = schemas.faults(schemas.of_result(name), frame)[0]
        pd.testing.assert_frame_equal(again.frames[name], typed, check_dtype=False, rtol=1e-9)
    assert again.facts == computed.facts
    assert len(again.plan.targets) == 77


@pytest.mark.slow
def test_a_closed_period_shows_what_it_was_closed_with_and_says_by_whom(tmp_path, send, plan):
    store = Store(f"sqlite:///{tmp_path}/store.sqlite")
    for value in (3, 4):
        file = send("期间,地区,指标,本年累计", f"2021-06,盘山县,活动,{value}")
        store.submit(check_file(file, "progress", plan))
        if value == 3:
            day = date.fromisoformat(store.close("2021-06", "sci_tech_bureau", "年终决算").received_on)
    found = ResultSet.compute(take_snapshot(store, tmp_path / "s", period="2021-06"), plan, "2021-06")
    status = found.only("status", "panshan").set_index("indicator")
    assert (status.at["activities", "actual"], found.origin["submissions"]) == (3, 1)
    assert found.known == f"本期已由市科技局于{format_day(day)}封账，以后收到的报送留存、不计入，其中1件有本期的数字。"
    assert found.facts["封账"] == found.known
    assert json.loads(json.dumps(found.origin))["closing"]["reason"] == "年终决算"
    assert found.plan.closed_on == found.public().plan.closed_on == day
    assert found.public().origin["closing"] == found.origin["closing"] | {"reason": None}


def test_excel_recognises_the_encoding_and_counts_look_like_counts(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    text = (tmp_path / "status.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfperiod,scope,indicator,unit,actual,target")
    assert "2021-08,panshan,operators,家,,,,0,,not_allocated,0,0" in text.decode("utf-8-sig").splitlines()
    for linked in ("targets", "tasks"):
        assert (tmp_path / "reference" / f"{linked}.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_every_row_behind_a_figure_stands_in_its_file_where_it_says(computed, sample_project):
    files = {path.name: path for path in (sample_project.data / "submissions").rglob("*.xlsx")}
    rows = computed.frames["evidence_rows"]
    assert set(rows["sheet"]) == {"事项明细", "资质认定", "在孵企业及团队", "项目台账"}
    for (file, sheet), own in rows.groupby(["file", "sheet"]):
        cells = CalamineWorkbook.from_path(files[file]).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        written = [[str(cell).upper() for cell in row] for row in cells]  # numbers are kept in capitals
        assert [row.item_id for row in own.itertuples() if row.item_id not in written[row.file_row - 1]] == []


def test_a_traced_figure_stands_in_the_cell_of_the_kept_file(computed, sample_project, monkeypatch):
    monkeypatch.setenv("PANJIN_KPI_CHECK", "1")
    run = dataclasses.replace(computed, project=sample_project)
    traced = [("大洼区", "新增高新技术企业"), ("全市", "科技融资担保金额"), ("全市", "建设完善科技双创孵化载体")]
    found = {}
    for district, indicator in traced:
        rows = run.trace(district, indicator).to_dict("records")
        assert rows[0]["哪一项"] == f"上报数：{district}"
        found |= {indicator: len(rows) - 1}
        for row in rows:
            sheet = CalamineWorkbook.from_path(row["原件"]).get_sheet_by_name(row["工作表"])
            letter, number = row["单元格"][0], int(row["单元格"][1:])
            cell = sheet.to_python(skip_empty_area=False)[number - 1][ord(letter) - ord("A")]
            assert str(cell).removesuffix(".0") == row["原文"]
            assert row["哪一项"].startswith("明细") or float(cell) == row["数"]
    assert min(found["科技融资担保金额"], found["建设完善科技双创孵化载体"]) > 0, "rows behind both"


def test_a_figure_under_other_settings_is_traced_as_before_and_to_no_rows_that_are_not_public(computed, sample_project):
    run = dataclasses.replace(computed, project=sample_project)
    whole = run.trace("全市", "科技融资担保金额")
    assert whole["哪一项"].str.startswith("明细").any()
    pd.testing.assert_frame_equal(run.under(cap=1.2).trace("全市", "科技融资担保金额"), whole)
    for public in (run.public(), run.public().under(cap=1.2), run.under(cap=1.2).public()):
        with pytest.raises(PanjinError, match="佐证明细（evidence_rows）不公开"):
            public.trace("全市", "科技融资担保金额")


def test_a_known_but_missing_table_has_a_reason(computed, sample_project, tmp_path):
    tried = computed.under(cap=1.2)
    for ask in (
        lambda: tried.only("forecast"),
        lambda: tried.frames["年末预测"],
        lambda: tried.compare(computed, "forecast"),
    ):
        with pytest.raises(PanjinError, match=r"（forecast）试算没有重算$"):
            ask()
    with pytest.raises(AttributeError, match=r"（tier_stock）试算没有重算$"):
        _ = tried.public().tier_stock
    with pytest.raises(PanjinError, match=r"（plan_objects）不公开$"):
        _ = computed.public().frames["plan_objects"]
    assert "holders" not in computed.public().frames
    computed.public().write(tmp_path, sample_project.reference)
    with pytest.raises(AttributeError, match="（holders）不公开，或这次运行没有它"):
        _ = ResultSet.read(tmp_path, "2021-08").holders


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
    assert book.sheet_names[:3] == ["总表", "目录", "说明"]
    assert len(book.sheet_names) == len(computed.frames) + 2  # one table is left out
    for name in book.sheet_names:
        assert book.get_sheet_by_name(name).to_python()[1][0] == "虚构示例，不代表任何真实情况"
    assert [path.name for path in first.glob(".*")] == []


def test_its_first_sheet_says_of_which_day_the_figures_are(computed, tmp_path):
    dataclasses.replace(computed, origin=computed.origin | {"as_known_on": "2021-08-20"}).write_workbook(tmp_path)
    first = CalamineWorkbook.from_path(tmp_path / "results.xlsx").get_sheet_by_name("总表").to_python()
    (note,) = [str(row[0]) for row in first if str(row[0]).startswith("数据截至2021年8月20日当日所知。期中得分")]
    assert "不评等次。各地区的得分" in note
    assert note.endswith("".join(certainty(computed.rank_verdict, computed.plan))), "no rank without how firm it is"


def test_a_public_workbook_has_no_table_of_single_enterprises(computed, sample_project, tmp_path):
    computed.public().write_workbook(tmp_path)
    book = CalamineWorkbook.from_path(tmp_path / "results.xlsx")
    private = {
        str(schemas.schema(table).title)
        for table in [node.name for node in registry.result_nodes().values() if not node.public]
    }
    assert not private & set(book.sheet_names)
    assert not {name for name in listed(book) if not registry.result_nodes()[name].public}
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


def test_no_caller_alters_a_table_for_another(computed, sample_project, tmp_path):
    computed.write(tmp_path, sample_project.reference)
    for run in (computed, ResultSet.read(tmp_path, "2021-08")):
        mine = run.status
        mine.iloc[0, 0] = "changed"
        mine["own"] = 1
        del mine["light"]
        mine.index.name = "number"
        assert run.status.equals(run.frames["status"])
        assert run.status.loc[0, "period"] == "2021-08"
        assert (list(run.status)[-3:], run.status.index.name) == (["light", "reported", "expected"], None)


def test_tables_are_attributes_that_completion_knows_and_none_hides_another(computed):
    assert {"status", "scores", "plan", "only"} <= set(dir(computed))
    assert not set(computed.frames) & set(dir(ResultSet))
    assert computed.scores.equals(computed.frames["得分与名次"])
    with pytest.raises(AttributeError, match="has no attribute 'scors'"):
        _ = computed.scors


def test_on_request_every_table_is_held_against_its_schema_before_it_is_given_out(computed, monkeypatch):
    broken = {name: computed.frames[name] for name in computed.frames}
    broken["status"] = broken["status"].assign(light="green")
    run = dataclasses.replace(computed, frames=Tables.of(broken))
    assert run.only("status", "大洼区")["light"].eq("green").all()
    monkeypatch.setenv("PANJIN_KPI_CHECK", "1")
    run, whole = (dataclasses.replace(each, frames=Tables.of(dict(each.frames))) for each in (run, computed))
    for ask in (lambda: run.status, lambda: run.only("status", "大洼区"), lambda: run.within("status", "city")):
        with pytest.raises(ValueError, match="light 'green'"):
            ask()
    for name, frame in {**whole.frames, **whole.under(cap=1.2, more={("大洼区", "活动"): 2}).frames}.items():
        pd.testing.assert_frame_equal(frame, schemas.typed(schemas.of_result(name), frame))


def test_a_run_is_compared_with_another(computed, monkeypatch):
    monkeypatch.setenv("PANJIN_KPI_CHECK", "1")
    other = {name: computed.frames[name] for name in ("status", "scores")}
    other["scores"].loc[0, "grade"] = "D"
    earlier = dataclasses.replace(computed, frames=Tables.of(other))
    district, grade = computed.plan.district_names[computed.scores.loc[0, "district"]], computed.scores.loc[0, "grade"]
    expected = [["得分与名次", f"2021-08　{district}", "等次", "D", grade]]
    assert computed.compare(earlier).to_numpy().tolist() == expected
    assert computed.compare(earlier, "得分与名次").to_numpy().tolist() == expected
    assert list(computed.compare(earlier, "status").columns) == ["表", "哪一项", "列", "原来", "现在"]
    with pytest.raises(PanjinError, match="是不是“scores”"):
        computed.compare(earlier, "scors")
    with pytest.raises(PanjinError, match=r"earlier 的值 '2021-07' 不对：要是 pk.open 打开的另一份结果"):
        computed.compare("2021-07")


def test_every_table_is_shown_with_its_chinese_titles_and_labels(computed):
    for name, frame in computed.frames.items():
        assert repr(computed.show(name, frame.head(3))).startswith(schemas.schema(schemas.of_result(name)).title)
    behind = computed.only("status", "大洼区").query("light == 'far_behind'")[["indicator", "completion", "light"]]
    title, heads, first, *_ = repr(computed.show("status", behind)).splitlines()
    assert (title, heads) == ("指标完成情况", "指标 完成率 状态")
    assert re.fullmatch(r"\S+ [0-9.]+% 严重欠进度", first)
    august = computed.only("status_history", "大洼区", month="2021-08")[["period", "indicator", "light"]]
    assert repr(computed.show("status_history", august)).count("2021年8月") == len(august) > 1
    with pytest.raises(PanjinError, match="这些行可能是几个月的，请带上“期间”一列"):
        computed.show("status_history", august[["indicator", "light"]])


def test_the_sample_shows_a_missing_report_a_lagging_district_and_a_late_tier(computed):
    status = computed.frames["status"]
    due = status["light"] != "not_allocated"
    assert set(status.loc[due & (status["scope"] == "shuangtaizi"), "light"]) == {"unreported"}
    assert (status.loc[status["scope"] == "dawa", "light"] == "far_behind").sum() >= 2
    assert status.loc[(status["indicator"] == "new_eaglet") & due, "actual"].dropna().eq(0).all()
    assert json.dumps(computed.origin)

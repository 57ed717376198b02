import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook

from panjin_kpi.intake.check import check_file

HEADER = ["期间", "地区", "指标", "本年累计", "备注"]
CODE = "91110000600037341L"


@pytest.fixture
def check(tmp_path, plan):
    """Check a workbook made of sheets: title to rows."""

    def check(hidden=(), name="六月.xlsx", **sheets):
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            if title in hidden:
                sheet.sheet_state = "hidden"
        book.save(tmp_path / name)
        return check_file(tmp_path / name, "", plan)

    return check


def test_sheets_are_found_by_title_and_cells_read_as_they_are_meant(check):
    june = datetime.date(2021, 6, 1)
    checked = check(
        填写说明=[["请逐项填写"]],
        指标月报=[
            ["盘锦市指标月报"],
            [],
            HEADER,
            ["2021-06", "大洼区", "活动", 3, None],
            [june, "盘山县", "联盟", "２", "第一次"],
        ],
        企业名录=[
            ["企业名称", "统一社会信用代码", "归属地区", "归属依据", "注册日期"],
            ["甲公司", CODE, "大洼区", "登记簿", datetime.datetime(2015, 1, 5)],
        ],
    )
    assert checked.findings == []
    assert {name: len(part.rows) for name, part in checked.parts.items()} == {"progress": 2, "enterprises": 1}
    progress = checked.parts["progress"].rows
    assert progress[["period", "value"]].to_numpy().tolist() == [["2021-06", 3], ["2021-06", 2]]
    assert list(progress.index) == [4, 5]
    assert str(checked.parts["enterprises"].rows["registered_on"].iloc[0].date()) == "2015-01-05"


def test_a_workbook_is_kept_as_one_submission(check, store):
    carriers = [["地区", "载体名称", "类型"], ["大洼区", "某空间", "众创空间"]]
    receipt = store.submit(check(指标月报=[HEADER, ["2021-06", "大洼区", "活动", 3, ""]], 孵化载体=carriers))
    assert receipt.rows == {"progress": 1, "carriers": 1}
    assert str(receipt).count("行") == 2
    assert [len(store.in_force(table)) for table in ("progress", "carriers")] == [1, 1]


def test_a_rule_sees_the_other_sheets_of_the_same_workbook(check):
    registered = [
        ["企业名称", "统一社会信用代码", "归属地区", "归属依据", "注册日期"],
        ["甲", CODE, "大洼区", "登记簿", "2015-01-05"],
    ]
    recognised = [["统一社会信用代码", "层级", "事件", "日期"], [CODE, "雏鹰企业", "认定", "2014-12-20"]]
    (finding,) = check(企业名录=registered, 资质认定=recognised).findings
    assert (finding.sheet, finding.cell, finding.reason) == ("资质认定", "D2", "早于企业名录中的注册日期")


def test_a_finding_names_sheet_and_cell(check):
    checked = check(指标月报=[HEADER, ["2021-06", "大洼区", "活动", -3, None]])
    assert str(checked.findings[0]) == (
        "错误：六月.xlsx〔指标月报〕 第2行（D2）本年累计“-3”：不能为负数。请填写自1月1日起的累计数。"
    )


def test_moved_columns_and_inserted_rows_do_no_harm(check):
    checked = check(
        指标月报=[[], ["备注", "本年累计", "指标", "期间", "地区"], [], ["", 3, "活动", "2021-06", "大洼区"]]
    )
    assert checked.acceptable
    assert checked.parts["progress"].rows["value"].tolist() == [3]


def test_sheets_that_are_unknown_or_hidden_are_told(check):
    good = [HEADER, ["2021-06", "大洼区", "活动", 3, None]]
    checked = check(hidden=["任务进展"], 指标月报=good, 草稿=[["x"]], 任务进展=[["期间"], ["x"]])
    assert [(f.severity, f.sheet, f.reason) for f in checked.findings] == [
        ("warning", "草稿", "不认识这张工作表"), ("warning", "任务进展", "这张工作表是隐藏的"),
    ]  # fmt: skip
    assert checked.acceptable


def test_a_formula_without_a_stored_value_is_told(check):
    checked = check(指标月报=[HEADER, ["2021-06", "大洼区", "活动", "=1+2", None]])
    assert ("D2", "公式没有存下计算结果", "=1+2") in [(f.cell, f.reason, f.value) for f in checked.findings]
    assert not checked.acceptable


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"", "不是完整的工作簿"),
        ("a.xlsx", b"PK\x03\x04 cut off", "不是完整的工作簿"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "不是完整的工作簿"),
        ("a.xls", b"text", "不是完整的工作簿"),
    ],
)
def test_what_is_no_workbook_is_one_finding(tmp_path, plan, name, content, reason):
    (tmp_path / name).write_bytes(content)
    (finding,) = check_file(tmp_path / name, "", plan).findings
    assert reason in finding.reason


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path, plan):
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(310):
            part.write(b"\0" * 1_000_000)
    (tmp_path / "a.xlsx").write_bytes(target.getvalue())
    (finding,) = check_file(tmp_path / "a.xlsx", "", plan).findings
    assert "解压后过大" in finding.reason


def test_a_workbook_without_a_known_sheet_says_which_there_are(check):
    (finding,) = check(Sheet1=[["a", "b"], [1, 2]]).findings
    assert "指标月报" in finding.remedy

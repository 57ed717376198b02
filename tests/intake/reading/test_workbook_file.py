import datetime
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from panjin_kpi.intake.checks.check import check_file

HEADER = ["期间", "地区", "指标", "本年累计", "备注"]
CODE = "91110000600037341L"


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


def test_sheets_that_are_unknown_or_hidden_are_reported(check):
    good = [HEADER, ["2021-06", "大洼区", "活动", 3, None]]
    checked = check(hidden=["任务进展"], 指标月报=good, 草稿=[["x"]], 任务进展=[["期间"], ["x"]])
    assert [(f.severity, f.sheet, f.reason) for f in checked.findings] == [
        ("warning", "草稿", "不认识这张工作表"), ("warning", "任务进展", "这张工作表是隐藏的"),
    ]  # fmt: skip
    assert checked.acceptable


def test_a_formula_without_a_stored_value_is_reported(check):
    checked = check(指标月报=[HEADER, ["2021-06", "大洼区", "活动", "=1+2", None]])
    assert ("D2", "公式没有存下计算结果", "=1+2") in [(f.cell, f.reason, f.value) for f in checked.findings]
    assert not checked.acceptable


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"PK\x03\x04 cut off", "不是完整的工作簿"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "不是完整的工作簿"),
        ("a.xls", b"text", "这是文本文件，不是工作簿"),
        ("a.xls", b"\x09\x08\x00text", "不是完整的工作簿"),
    ],
)
def test_what_is_no_workbook_is_one_finding(tmp_path, plan, name, content, reason):
    (tmp_path / name).write_bytes(content)
    (finding,) = check_file(tmp_path / name, "", plan).findings
    assert reason in finding.reason


def test_a_password_is_reported(plan):
    (finding,) = check_file(Path(__file__).parents[1] / "files" / "password.xlsx", "", plan).findings
    assert finding.reason == "工作簿有密码，打不开"


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
    (finding,) = check(**{"Sheet1": [["a", "b"], [1, 2]], "指标月报 (2)": [["期间"], ["2021-06"]]}).findings
    assert finding.reason == "没有填写任何一张认识的工作表；没有读取的：Sheet1、指标月报 (2)"
    assert "指标月报" in finding.remedy


def test_a_word_document_is_called_one(tmp_path, plan):
    with zipfile.ZipFile(tmp_path / "六月.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    (finding,) = check_file(tmp_path / "六月.docx", "", plan).findings
    assert finding.reason == "这不是表格文件，而是 Word 文档"


REGISTER = ["统一社会信用代码", "企业名称", "归属地区", "归属依据", "注册日期"]


def test_a_header_in_two_lines_is_read_as_one(check):
    checked = check(
        指标月报=[
            ["期间", "地区", "指标", "数据", ""],
            ["", "", "", "本年累计", "备注"],
            ["2021-06", "大洼区", "活动", 3, "x"],
        ]
    )
    assert checked.findings == []
    assert checked.parts["progress"].rows[["value", "note"]].to_numpy().tolist() == [[3, "x"]]


def test_total_and_signature_at_the_foot_are_left_out_and_reported_without_names(check):
    checked = check(
        指标月报=[
            HEADER,
            ["2021-06", "大洼区", "活动", 3, None],
            ["合计", "", "", 3, None],
            ["", "合 计：", "", 3, None],
            ["填表人：某某", "", "", "联系电话：1", None],
        ]
    )
    assert len(checked.parts["progress"].rows) == 1
    assert [(f.severity, f.row, f.reason) for f in checked.findings] == [
        ("warning", 3, "这是合计行，没有读取"),
        ("warning", 4, "这是合计行，没有读取"),
        ("warning", 5, "这是落款或说明，没有读取"),
    ]
    assert "某某" not in "".join(map(str, checked.findings))


def test_serial_days_and_units_of_money_in_cells_are_understood(check):
    checked = check(
        指标月报=[
            HEADER,
            [44348, "全市", "科技融资担保金额", "1.2亿元", None],
            [44348, "全市", "知识产权质押融资额度", "１2,000 万元", None],
        ],
        事项明细=[
            ["地区", "编号", "指标", "日期", "名称", "金额（万元）"],
            ["全市", "1", "科技融资担保金额", 44352, "担保", "1.2亿元"],
            ["全市", "2", "知识产权质押融资额度", 44352, "质押", "12000万元"],
        ],
    )
    assert checked.findings == []
    progress, events = checked.parts["progress"], checked.parts["events"].rows
    assert progress.rows[["period", "value"]].to_numpy().tolist() == [["2021-06", 1.2], ["2021-06", 1.2]]
    assert progress.typed["value"].tolist() == ["1.2亿元", "１2,000 万元"]
    assert [str(day.date()) for day in events["occurred_on"]] == ["2021-06-05"] * 2
    assert events["amount_wan"].tolist() == [12000, 12000]


def test_a_bare_number_is_no_day_where_days_are_counted_from_1904(check):
    events = [
        ["地区", "编号", "指标", "日期", "名称"],
        ["盘山县", "1", "活动", 42890, "路演"],
        ["盘山县", "2", "活动", datetime.date(2021, 6, 5), "路演二"],
    ]
    checked = check(epoch=CALENDAR_MAC_1904, 事项明细=events)
    (finding,) = checked.findings
    assert (finding.cell, finding.severity) == ("D2", "error")
    assert "1904" in finding.reason
    assert str(checked.parts["events"].rows["occurred_on"].iloc[1].date()) == "2021-06-05"
    assert check(事项明细=events).acceptable


@pytest.mark.parametrize("number", ["2.02106E+11", "2.0210605001e+15", 2021060500100001])
def test_a_long_identifier_in_scientific_notation_is_refused(check, number):
    header = ["地区", "编号", "指标", "日期", "名称"]
    found = check(事项明细=[header, ["盘山县", number, "活动", "2021-06-05", "甲大赛"]]).findings
    assert [(finding.cell, "科学计数法" in finding.reason) for finding in found] == [("B2", True)]
    assert check(事项明细=[header, ["盘山县", "3E12", "活动", "2021-06-05", "甲大赛"]]).findings == []


def test_an_error_in_a_column_that_is_not_read_refuses_nothing(check):
    assert check(指标月报=[[*HEADER, "完成率"], ["2021-06", "大洼区", "活动", 3, None, "=1/0"]]).acceptable


def test_two_sheets_of_one_table_are_refused(check):
    rows = [HEADER, ["2021-06", "大洼区", "活动", 3, None]]
    (finding,) = check(指标月报=rows, progress=rows).findings
    assert (finding.sheet, finding.reason) == ("progress", "与〔指标月报〕是同一张表")


def test_a_row_of_which_only_the_prefilled_cells_are_there_counts_as_unreported(check):
    header = ["期间", "地区", "指标", "单位", "年度目标", "上月累计", "本年累计", "备注"]
    checked = check(
        指标月报=[
            header,
            ["2021-06", "大洼区", "活动", "场", 12, 4, 5, None],
            ["2021-06", "大洼区", "联盟", "个", 4, 1, None, None],
            ["2021-06", "大洼区", "转化科技成果", "项", 4, 1, None, "待省厅公布"],
        ]
    )
    reasons = {3: "这一行没有填写，按未报处理", 4: "这一行只写了备注，没有填数，按未报处理，备注没有保存"}
    assert [(f.severity, f.row, f.reason) for f in checked.findings] == [("warning", *item) for item in reasons.items()]
    assert checked.parts["progress"].rows["indicator"].tolist() == ["activities"]


def test_a_template_sent_back_as_it_was_is_no_report(check):
    rows = [["期间", "地区", "指标", "年度目标", "本年累计"], ["2021-06", "大洼区", "活动", 12, None]]
    checked = check(指标月报=rows)
    assert (checked.acceptable, checked.findings[0].reason) == (False, "一行也没有填写")


def test_a_row_of_nothing_but_formulas_without_a_value_is_no_blank_row(check):
    checked = check(指标月报=[HEADER, ["2021-06", "大洼区", "活动", 3, None], ["=A2", "=B2", "=C2", "=D2", None]])
    assert [finding.cell for finding in checked.findings] == ["A3", "B3", "C3", "D3"]


def test_an_error_outside_the_table_is_nobodys_figure(check):
    assert check(指标月报=[["标题", "#N/A"], HEADER, ["2021-06", "大洼区", "活动", 3, None]]).findings == []


def test_a_sheet_with_a_cell_far_away_is_refused_with_a_sentence(tmp_path, plan):
    book = Workbook()
    book.active.title = "指标月报"
    book.active["XFD1"] = 1
    book.save(tmp_path / "a.xlsx")
    (finding,) = check_file(tmp_path / "a.xlsx", "", plan).findings
    assert (finding.cell, finding.reason) == ("XFD1", "这一格离表太远，超出300000行或100列")


GOOD = [["地区", "编号", "指标", "日期", "名称"], ["盘山县", "E1", "举办创新创业活动", "2021-06-05", "路演"]]
FIGURES = ["2021-06", "盘山县", "举办创新创业活动", 1]


@pytest.mark.parametrize(
    "header", [["*期间", "＊地区", "* 指标", "*本年累计*", "备注"], ["1.期间", "2、地区", "3．指标", "4.本年累计"]]
)
def test_a_star_or_a_number_before_a_header_is_none_of_its_name(check, header):
    checked = check(指标月报=[header, FIGURES], 事项明细=GOOD)
    assert (checked.findings, checked.rows) == ([], 2)


UNKNOWN = [
    ["月份", "县区", "工作指标", "累计", "备注"],
    ["期间\n(Period)", "地区\n(District)", "指标（Name）", "数", "备注"],
]


@pytest.mark.parametrize("header", UNKNOWN)
def test_a_sheet_with_rows_below_unknown_headers_is_not_set_aside(check, header):
    for others in ({"事项明细": GOOD}, {}):
        checked = check(指标月报=[header, FIGURES], **others)
        missing = [found.column for found in checked.findings if found.reason == "缺少这一列"]
        assert missing == ["期间", "地区", "指标", "本年累计"]
        assert not any("没有填写" in found.reason for found in checked.findings)
    assert check(指标月报=[header], 事项明细=GOOD).acceptable, "it has no row"


def test_a_single_line_that_is_no_header_is_not_set_aside(check):
    for others in ({"事项明细": GOOD}, {}):
        (finding,) = check(指标月报=[FIGURES], **others).findings
        assert (finding.sheet, finding.row, finding.reason) == ("指标月报", 1, "只有一行，其中没有认识的表头")
    labels = ["填报单位：", "盘山县"], ["填报单位：盘山县", "2021年6月", "6月30日"]
    for line in (HEADER, ["本月无"], ["本月无", "无"], *labels):
        assert check(指标月报=[line], 事项明细=GOOD).findings == []


def test_numbers_of_rows_that_nobody_filled_in_are_no_lost_rows(check):
    checked = check(指标月报=[["序号", *HEADER], [1], [2]], 事项明细=GOOD)
    assert (checked.acceptable, checked.rows) == (True, 1)

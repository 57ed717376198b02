"""The instructions, first sheet of a month's workbook."""

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from panjin_kpi import schemas
from panjin_kpi.intake.sheet_names import INSTRUCTIONS
from panjin_kpi.reference.calendar import due_on
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.spreadsheet import fit_to_page_width, write_text_cell

HOW = (
    "浅黄色的格子请填写；灰色的格子由系统填好，已锁定，不用改。其余各表从第2行起填写，一行一件事。",
    "表头带 * 的必填，其余可以留空；不知道的留空，不要填0。鼠标停在表头上可看说明。",
    "“本年累计”从1月1日起算，不是当月新增。比上月累计少的，要在备注里说明原因。",
    "金额的单位写在表头或“单位”一列里，只填数字；期间写作 2021-06，日期写作 2021-06-05。",
    "有清单的格子请从下拉清单中选填；通用的简称也能识别。",
    "更正以前月份的数字：在下面空行里写明那个月和正确的累计数，并备注原因；入库时须确认。撤回一行：在“作废”填“是”。",
    "可以插入行、移动列，系统按表名和表头识别；不要改表名和表头。工作表的保护没有密码。",
    "没有要报的表可以空着。不要填写个人姓名和电话。",
)


def write_instructions(
    sheet: Worksheet, plan: Plan, unit: str, period: str, tables: list[str], fictitious: bool = False
) -> None:
    """Write unit, month, due day with its source, how to fill in, and the purpose of each sheet."""
    sheet.title = INSTRUCTIONS
    known = plan.calendar.set_index("period")
    assumed = period not in known.index or known.at[period, "due_source"] != "plan"
    name = organisation_name(plan, unit)
    due = due_on(plan, period).isoformat() + ("（计划规定每月26日前；逢周末顺延为假定）" if assumed else "（四（三））")
    facts = [("依据", plan.document), ("填报单位", name), ("期间", period), ("报送时限", due)]
    if fictitious:
        facts.insert(0, ("虚构示例", "本文件的数据都是虚构的，不代表任何真实情况"))
    lines: list[tuple[str, ...]] = [("科技双创孵化载体和企业培育月报",), *facts, (), ("怎样填写",)]
    lines += [(f"{number}.", text) for number, text in enumerate(HOW, start=1)]
    lines += [(), ("各工作表",)]
    lines += [(str(schemas.schema(table).title), str(schemas.schema(table).description)) for table in tables]
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            cell = write_text_cell(sheet, row, column, text)
            cell.alignment = Alignment(wrap_text=column == 2, vertical="top")
            if len(line) == 1:
                cell.font = Font(bold=True, size=14 if row == 1 else 11)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 110
    fit_to_page_width(sheet)
    sheet.protection.sheet = True

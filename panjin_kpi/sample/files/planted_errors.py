"""Planted faults: a good workbook of the sample with one thing wrong after another, to see what ``check`` says."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from panjin_kpi import schemas
from panjin_kpi.intake.findings import Severity
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.files.workbooks import SampleFile, as_workbook

FOLDER = "faulty"


@dataclass(frozen=True)
class PlantedError:
    """A cell that is made wrong, and what the finding must say."""

    name: str
    table: str
    column: str
    value: Any
    reason: str
    severity: Severity = "error"


PLANTED = (
    PlantedError("地区写错", "progress", "district", "盘山区县", "没有“盘山区县”这个地区"),
    PlantedError("负数", "progress", "value", -3, "不能为负数"),
    PlantedError("文字当数字", "progress", "value", "三场", "不是数字"),
    PlantedError("个数带小数", "progress", "value", 2.5, "按个数计，应为整数"),
    PlantedError("累计数减少", "progress", "value", 0, "累计数不应减少"),
    PlantedError("公式没有结果", "progress", "value", "=1+2", "公式没有存下计算结果"),
    PlantedError("期间写错", "progress", "period", "2021-6月份", "期间写法不对"),
    PlantedError("没有这项任务", "task_progress", "task_no", 19, "附件2没有这个序号"),
    PlantedError("状态不在清单", "task_progress", "status", "差不多", "不在清单内"),
    PlantedError("日期在本期以后", "events", "occurred_on", "2021-12-25", "晚于本期末"),
    PlantedError("不存在的日期", "events", "occurred_on", "2021-02-30", "不是日期"),
    PlantedError("载体不在表内", "events", "carrier", "不存在的空间", "孵化载体表里没有这个载体", "warning"),
    PlantedError("校验码错", "enterprises", "uscc", "91211100YY0000007X", "不符合 GB 32100-2015，校验码不对"),
    PlantedError("像链接的公式", "enterprises", "district", '=HYPERLINK("a","盘山县")', "公式没有存下计算结果"),
    PlantedError("名称带网页标记", "enterprises", "district_basis", "<b>登记簿</b>", "不在清单内"),
    PlantedError("认定早于注册", "recognitions", "event_date", "1999-01-01", "早于企业名录中的注册日期"),
    PlantedError("层级写错", "recognitions", "tier", "高新企业", "没有“高新企业”这个层级"),
    PlantedError("人数带小数", "financials", "staff", 12.5, "应为整数"),
    PlantedError("毕业早于入孵", "incubatees", "graduated_on", "2001-01-01", "早于入孵日期"),
    PlantedError("面积为负", "carriers", "area_m2", -1, "不能为负数"),
)  # fmt: skip


def write_faulty(folder: Path, plan: Plan, files: list[SampleFile]) -> list[Path]:
    """Write one workbook for each planted fault, and files that are no workbook at all, into ``faulty/``.

    Parameters
    ----------
    folder : Path
        The sample's folder.
    files : list of SampleFile
        The sample; the first report of the first district is the one that is spoilt.
    """
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    good = next(file for file in files if len(file.tables) >= len(schemas.SUBMITTED) - 1)
    paths = []
    book = as_workbook(plan, good, schemas.empty("progress"))
    for number, fault in enumerate(PLANTED, start=1):
        paths.append(target / f"{number:02d}-{fault.name}.xlsx")
        cell = _place(book, fault)
        before, kind = cell.value, cell.data_type
        cell.value = fault.value  # a text that begins like a formula is one here: it is meant to be found
        book.save(paths[-1])
        cell.value, cell.data_type = before, kind
    for name, content in _no_workbooks(paths[0].read_bytes()):
        (target / name).write_bytes(content)
        paths.append(target / name)
    return paths


def _place(book: Workbook, fault: PlantedError) -> Cell:
    """The first row's cell of the column, or the last row's where earlier months are needed."""
    sheet = book[schemas.schema(fault.table).title]
    title = schemas.title(fault.table, fault.column)
    column = next(cell.column for cell in sheet[1] if str(cell.value).rstrip("*") == title)
    return sheet.cell(sheet.max_row if fault.name == "累计数减少" else 2, column)


def _no_workbooks(good: bytes) -> Iterator[tuple[str, bytes]]:
    yield "51-没有传完.xlsx", good[: len(good) // 2]
    yield "52-空文件.xlsx", b""
    yield "53-改了后缀的文档.xlsx", b"%PDF-1.7\n"
    yield "progress.csv", "期间,地区,指标,本年累计,虚构示例\n2021-06,兴隆区,高企,x,是\n".encode("gb18030")

"""Changes by a submission and the history of a figure, as rows of labels."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import CheckedFile
from panjin_kpi.intake.checks.ownership import units_in
from panjin_kpi.intake.storage.closing import Closing, after_closing
from panjin_kpi.intake.storage.differences import GONE, Differences, as_text
from panjin_kpi.intake.storage.receipt import Receipt
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.calendar import BEIJING
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import Plan

CHANGES = ("表", "文件里的行", "哪一项", "列", "原来", "现在", "原来的回执")
HISTORY = ("期间", "收到", "入库", "填报单位", "回执", "文件", "工作表的行", "原来", "现在", "备注")
NOBODY = "没有注明"


def change_rows(plan: Plan, found: Differences) -> list[tuple[str, ...]]:
    """A row for each changed cell, named by its key."""
    rows = []
    for change in found.changes:
        table, column = schemas.schema(change.table), change.column
        values = pd.DataFrame({column: [change.old, change.new]}, dtype="str")
        if "bool" not in str(table.columns[column].dtype):  # those are labels already
            values = to_labels(plan, change.table, values)
        named = to_labels(plan, change.table, pd.DataFrame([change.key], dtype="str"))
        what = (str(table.title), str(change.file_row), "　".join(named.loc[0]), schemas.title(change.table, column))
        rows.append((*what, *values[column], f"第{change.submission}号"))
    return rows


def notices(plan: Plan, checked: CheckedFile, receipt: Receipt) -> Iterator[str]:
    """Notices for the sender of an accepted file beside its receipt."""
    if receipt.reporter:
        sent = "专班办公室代报" if receipt.on_behalf else "填报单位"
        yield f"{sent}：{organisation_name(plan, receipt.reporter)}"
    elif len(units := units_in(plan, {name: part.rows for name, part in checked.parts.items()})) > 1:
        yield f"注意：没有注明填报单位，文件里有{len(units)}个单位的数据。请各单位分开报送，用 --by 写明单位"
    if receipt.known_on > receipt.received_on and not receipt.known_before:
        since = f"已有 {receipt.received_on} 或以后的快照，这件从 {receipt.known_on} 起才算所知"
        yield f"注意：{since}；补录旧件请用 --reason 写明原因"
    if receipt.closed:
        yield f"注意：{'、'.join(receipt.closed)} 已封账，这些数字留存，不改变封账的考核，除非专班办公室重新打开"
    found = receipt.differences
    if not (receipt.known_before or found.added or found.withdrawn or found.changes):  # last month's file, saved anew
        yield "注意：各行与库里的都一样，没有新报的内容；要报另一个月的，请改期间后重新报送"
    if earlier := found.earlier_months(checked.period):
        yield f"注意：改动了以前月份的数字：{'、'.join(earlier)}"


def first_reported(store: Store, receipt: Receipt) -> list[str]:
    """The months for which a file contains the first report received; none for a file that was accepted before."""
    months = set[str]()
    for table in ("progress", "task_progress") if not receipt.known_before else ():
        rows = store.in_force(table)
        rows = rows[rows["submission"] == receipt.submission]
        months |= set(rows.loc[rows["first_received_on"] == receipt.received_on, "period"])
    return sorted(months)


def closing_lines(plan: Plan, log: pd.DataFrame) -> list[str]:
    """A line for each closing and reopening of a period in the log."""
    entries = log[log["closes"].notna() | log["reopens"].notna()].to_dict("records")
    return [
        f"第{entry['submission']}号　{entry['file']}　{entry['received_on']}　"
        f"{organisation_name(plan, entry['reporter'])}{f'　原因：{reason}' if (reason := entry['reason']) else ''}"
        for entry in entries
    ]


def history_rows(plan: Plan, versions: pd.DataFrame, closed: Mapping[str, Closing]) -> list[tuple[str, ...]]:
    """A row for each report of a figure, with the previous value; reports after a closing are marked."""
    rows, before = list[tuple[str, ...]](), dict[str, str]()
    for version in versions.itertuples():
        old = before.get(version.period, "")
        new = GONE if version.withdrawn else as_text(version.value)
        before[version.period] = new
        unit = NOBODY if pd.isna(version.reporter) else organisation_name(plan, version.reporter)
        who = f"{unit}（专班办公室代报）" if version.on_behalf else unit
        where = (f"第{version.submission}号", version.file, str(version.file_row))
        kept = f"{datetime.fromisoformat(version.recorded_at).astimezone(BEIJING):%Y-%m-%d %H:%M}"
        after = after_closing(closed, version.period, version.submission)
        note = "；".join(filter(None, (as_text(version.note), after)))
        rows.append((version.period, version.received_on, kept, who, *where, old, new, note))
    return rows

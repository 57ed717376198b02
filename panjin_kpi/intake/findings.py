"""Findings for the person who filled in a file: position, reason and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from panjin_kpi.reference.names import shortened

Severity = Literal["error", "warning"]
WORDS: dict[Severity, str] = {"error": "错误", "warning": "提示"}


@dataclass(frozen=True)
class Finding:
    """One thing to correct (error) or to check again (warning).

    >>> print(Finding("progress.csv", "不能为负数", "请填写累计数", row=7, cell="D7", column="本年累计", value="-3"))
    错误：progress.csv 第7行（D7）本年累计“-3”：不能为负数。请填写累计数。
    """

    file: str
    reason: str
    remedy: str
    severity: Severity = "error"
    sheet: str = ""
    row: int | None = None
    cell: str = ""
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        position = self.file + (f"〔{self.sheet}〕" if self.sheet else "")
        if self.row is not None:
            position += f" 第{self.row}行" + (f"（{self.cell}）" if self.cell else "")
        elif self.column:
            position += " "
        position += self.column + (f"“{shortened(self.value)}”" if self.value else "")
        stop = "" if self.reason.endswith("？") else "。"
        return f"{WORDS[self.severity]}：{position}：{self.reason}{stop}" + (f"{self.remedy}。" if self.remedy else "")


class UnreadableFile(Exception):
    """The file cannot be read as a table; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings is an error."""
    return any(finding.severity == "error" for finding in findings)


def letter(position: int) -> str:
    """Spreadsheet letter of a column counted from 0.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("A") + rest) + text
    return text

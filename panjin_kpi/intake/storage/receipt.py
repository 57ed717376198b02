"""The receipt for an accepted file."""

from dataclasses import dataclass, field

from panjin_kpi import schemas
from panjin_kpi.intake.storage.chain import SHOWN
from panjin_kpi.intake.storage.differences import Differences


@dataclass(frozen=True)
class Receipt:
    """The receipt for an accepted file; if ``known_before``, ``differences`` are what resubmitting it would revert."""

    submission: int
    file: str
    sha256: str
    rows: dict[str, int]
    received_on: str
    recorded_at: str
    reporter: str | None = None
    on_behalf: bool = False
    known_on: str = ""
    reason: str | None = None
    digest: str = ""
    closes: str | None = None
    reopens: str | None = None
    known_before: bool = False
    closed: tuple[str, ...] = ()  # closed periods that the file has rows of
    differences: Differences = field(default_factory=Differences)

    def __str__(self) -> str:
        if period := self.closes or self.reopens:
            done = "已封账" if self.closes else "已重新打开"
            return f"{done}：{period}　第{self.submission}号　{self.received_on}　校验码 {self.digest[:SHOWN]}"
        if self.known_before:
            counts = {"处后来已经更正": len(self.differences.changes), "行后来已经作废": self.differences.added}
            later = "，".join(f" {count} {what}" for what, count in counts.items() if count)
            again = f"其中{later}；确要改回这个文件的数字，请加 --yes 重新报送。" if later else ""
            same = f"{self.file} 与回执第{self.submission}号内容相同，于 {self.received_on} 收到，没有重复入库"
            return f"已收过：{same}。{again}"
        tables = "、".join(f"{schemas.schema(table).title} {rows} 行" for table, rows in self.rows.items())
        return (
            f"已收：回执第{self.submission}号　{self.file}　{tables}　收到 {self.received_on}　摘要 {self.sha256[:12]}"
            f"　校验码 {self.digest[:SHOWN]}"
        )

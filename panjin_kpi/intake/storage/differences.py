"""How a file changes the rows in force: rows added, changed, withdrawn and unchanged."""

from dataclasses import dataclass

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.labels import YES_OR_NO

NOT_COMPARED = ("fictitious", "withdrawn")
GONE = "作废"


@dataclass(frozen=True)
class Change:
    """One changed cell; values are text."""

    table: str
    key: dict[str, str]
    file_row: int  # row number in the file that changes it
    column: str
    old: str
    new: str  # GONE for a row that is withdrawn
    submission: int  # that the old value is from


@dataclass(frozen=True)
class Differences:
    """Numbers of rows added, withdrawn and unchanged, and every changed cell."""

    added: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    changes: tuple[Change, ...] = ()

    @property
    def changed(self) -> int:
        """Number of changed rows."""
        return len({(change.table, change.file_row) for change in self.changes if change.new != GONE})

    def earlier_months(self, period: str | None) -> list[str]:
        """The months before the file's own whose rows it changes; none for a file without a month."""
        changed = {change.key["period"] for change in self.changes if "period" in change.key}
        return sorted(month for month in changed if period and month < period)

    def __add__(self, other: "Differences") -> "Differences":
        return Differences(
            self.added + other.added,
            self.withdrawn + other.withdrawn,
            self.unchanged + other.unchanged,
            self.changes + other.changes,
        )

    def __str__(self) -> str:
        counts = {"新增": self.added, "更改": self.changed, "作废": self.withdrawn, "不变": self.unchanged}
        return "，".join(f"{word} {rows} 行" for word, rows in counts.items() if rows) or "没有变动"


def differences(table: str, rows: pd.DataFrame, standing: pd.DataFrame) -> Differences:
    """Compare the typed rows of a file with the last row accepted for each key, withdrawals included.

    >>> before = pd.DataFrame({"period": "2021-06", "district": "dawa", "indicator": "teams", "value": [1.0, 2.0]})
    >>> before = before.assign(note=None, withdrawn=False, submission=1)
    >>> after = before.assign(period=["2021-06", "2021-07"], value=[3.0, 4.0])
    >>> found = differences("progress", after, before[:1])
    >>> str(found), found.changes[0].old, found.changes[0].new
    ('新增 1 行，更改 1 行', '1', '3')
    """
    withdrawn = rows["withdrawn"].astype("bool")
    present = standing[~standing["withdrawn"].astype("bool")]
    if present.empty:
        return Differences(added=int((~withdrawn).sum()), unchanged=int(withdrawn.sum()))
    key = schemas.key(table)
    columns = [name for name in schemas.schema(table).columns if name not in (*key, *NOT_COMPARED) and name in rows]
    before = {
        cells: (values, submission)
        for cells, values, submission in zip(
            _as_text(present, key), _as_text(present, columns), present["submission"], strict=True
        )
    }
    added = taken_back = same = 0
    changes: list[Change] = []
    after = zip(_as_text(rows, key), _as_text(rows, columns), rows.index, withdrawn, strict=True)
    for cells, values, file_row, gone in after:
        old, submission = before.get(cells, (None, 0))
        if old is None:
            added, same = added + (not gone), same + gone
        elif gone or old != values:
            of = (table, dict(zip(key, cells, strict=True)), file_row)
            new = [GONE] if gone else values  # a withdrawal is recorded at the first column
            pairs = zip(columns, old, new, strict=not gone)
            changes += [Change(*of, name, was, now, submission) for name, was, now in pairs if was != now]
            taken_back += gone
        else:
            same += 1
    return Differences(added, taken_back, same, tuple(changes))


def _as_text(frame: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    """Rows as canonical text, so that those of the database and of the file compare equal."""
    text = [
        frame[name].fillna("") if frame[name].dtype == "str" else [as_text(value) for value in frame[name].tolist()]
        for name in columns
    ]
    return list(zip(*text, strict=True))


def as_text(value: object) -> str:
    """A value of any column as text; a blank is empty.

    >>> as_text(3.0), as_text(0.1), as_text(True), as_text(pd.Timestamp("2021-06-05")), as_text(None)
    ('3', '0.1', '是', '2021-06-05', '')
    """
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return YES_OR_NO[value]
    if isinstance(value, int | float):
        return f"{value + 0:.15g}"  # 0 and -0 are the same
    return str(value)[:10] if hasattr(value, "isoformat") else str(value)

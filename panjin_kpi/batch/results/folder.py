"""The files of a results folder: tables as CSV, the reference files they were computed from, and their origin."""

import json
import os
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import result_nodes
from panjin_kpi.errors import PanjinError
from panjin_kpi.files import write_atomically
from panjin_kpi.project import SCHEMAS
from panjin_kpi.reference.names import Names, UnknownName
from panjin_kpi.reference.plan import reference_files
from panjin_kpi.report.workbook.book import FILE
from panjin_kpi.schemas.fields import field
from panjin_kpi.schemas.loading import add_schemas, schema_file
from panjin_kpi.spreadsheet import escape_formula, unescape_formula

ORIGIN = "origin.json"
OWN = "schemas"  # in a results folder: the schemas of an office's own tables
NOT_PUBLIC, NOT_TRIED, ABSENT = "不公开", "试算没有重算", "不公开，或这次运行没有它"  # why a table is missing
LACKING = "lacking"  # in a table's attributes: columns missing from its file, which an earlier version wrote
LARGEST_RUN = 100  # tables kept in memory: those of a run and of another to compare it with


def write_folder(
    folder: Path,
    names: Sequence[str],
    table: Callable[[str], pd.DataFrame],
    reference: Path,
    about: Mapping[str, Any],
    published: Callable[[str, bytes], bytes] | None = None,
) -> None:
    """Write tables and reference files (CSV as UTF-8 with BOM), and last :data:`ORIGIN` with the hash of each.

    Tables and reference files of an earlier run that no longer exist are removed, and so is its workbook. If ``table``
    raises, nothing is removed.

    Parameters
    ----------
    table : callable
        Gives each of the results ``names``, checked.
    reference : Path
        The reference folder that they were computed with.
    about : mapping
        What :data:`ORIGIN` holds beside the hashes.
    published : callable, optional
        Gives the content of a reference file or schema, from its name and content, as the public may read it.
    """
    frames = {name: table(name) for name in names}
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    sources = reference_files(reference)
    earlier = dict[str, int]()
    with suppress(OSError, ValueError):
        earlier = json.loads((folder / ORIGIN).read_text(encoding="utf-8")).get("tables", {})
    tables = [folder / f"{name}.csv" for name in {*result_nodes(), *earlier} if name not in names]
    tables += [path for path in folder.glob(f"{OWN}/*.yaml") if path.stem not in names]
    others = [path for path in folder.glob("reference/*") if path.name not in {source.name for source in sources}]
    for old in (folder / FILE, *tables, *others):
        old.unlink(missing_ok=True)
    files, rows = dict[str, str](), dict[str, int]()

    def write(name: str, content: bytes) -> None:
        write_atomically(folder / name, content)
        files[name] = sha256(content).hexdigest()

    def content(path: Path) -> bytes:
        return path.read_bytes() if published is None else published(path.name, path.read_bytes())

    for path in own_schemas(names):
        (folder / OWN).mkdir(exist_ok=True)
        write(f"{OWN}/{path.name}", content(path))
    for source in sources:
        mark = BOM_UTF8 if source.suffix == ".csv" else b""  # a page links to them, for Excel
        write(f"reference/{source.name}", mark + content(source).removeprefix(mark))
    for name in names:
        shown = _free_text(name, frames[name], escape_formula)
        text = shown.to_csv(index=False, float_format="%.10g", lineterminator="\n")
        write(f"{name}.csv", text.encode("utf-8-sig"))
        rows[name] = len(shown)
    whole = {**about, "tables": rows, "files": files}
    write_atomically(folder / ORIGIN, json.dumps(whole, ensure_ascii=False, indent=1))


def own_schemas(names: Iterable[str]) -> list[Path]:
    """The schemas of those tables that are an office's own."""
    paths = [schema_file(schemas.of_result(name)) for name in names]
    return [path for path in paths if path.parent != SCHEMAS]


def about(folder: Path) -> dict[str, Any]:
    """The content of :data:`ORIGIN`: month, tables, origin.

    Raises
    ------
    FileNotFoundError, ValueError
        It is not a results folder.
    """
    known: dict[str, Any] = json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
    return known


def is_whole(folder: Path, known: Mapping[str, Any]) -> bool:
    """Whether every file of a results folder is unchanged since it was written."""
    try:
        files: dict[str, str] = known["files"]
        return all(sha256((folder / name).read_bytes()).hexdigest() == hashed for name, hashed in files.items())
    except (OSError, KeyError):
        return False


class UnknownTable(UnknownName, KeyError):
    """No result table has that name."""

    __str__ = ValueError.__str__  # not that of KeyError, which adds quotation marks


class NoTable(PanjinError, KeyError):
    """A result table that is known, and that these results do not have."""

    __str__ = ValueError.__str__


class DamagedTable(PanjinError):
    """A file of a results folder cannot be read as its table."""


class Tables(Mapping[str, pd.DataFrame]):
    """Result tables by the names of their files or their Chinese titles; each access returns an independent copy.

    Parameters
    ----------
    rows : mapping of str to int
        The length of each table.
    table : callable
        Gives one of them, on its first use.
    absent : mapping of str to str
        Why a table is not there, as a predicate, where that is known.
    """

    def __init__(
        self, rows: Mapping[str, int], table: Callable[[str], pd.DataFrame], absent: Mapping[str, str] = {}
    ) -> None:
        self.rows, self._table, self._got = dict(rows), table, dict[str, pd.DataFrame]()
        self.absent = dict(absent)

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame], absent: Mapping[str, str] = {}) -> "Tables":
        """Tables that are in memory."""
        return cls({name: len(frame) for name, frame in frames.items()}, frames.__getitem__, absent)

    def absent_from(self, kept: Collection[str], why: str) -> dict[str, str]:
        """Why tables are missing if only ``kept`` of these remain."""
        return self.absent | {name: why for name in self.rows if name not in kept}

    @classmethod
    def read(cls, folder: Path, known: Mapping[str, Any]) -> "Tables":
        """The tables of a results folder, each read on first use; their lengths are known before.

        A file whose hash is unchanged was checked when it was written; any other is checked now, and raises
        :class:`DamagedTable` if it breaks its schema.
        """
        add_schemas(folder / OWN)

        def table(name: str) -> pd.DataFrame:
            content = (folder / f"{name}.csv").read_bytes()
            same = known["files"].get(f"{name}.csv") == sha256(content).hexdigest()
            try:
                return _parsed(name, content, was_checked=same)
            except ValueError as error:
                where = f"{folder / name}.csv 被改动过，或者是别的版本写的，读不出来（{error}）"
                raise DamagedTable(f"{where}。请重新运行 panjin-kpi run") from error

        return cls(known["tables"], table)

    def name(self, text: str) -> str:
        """The name of a table's file, from any of its names.

        Raises
        ------
        UnknownTable
            There is no such table; the message has the nearest one.
        NoTable
            These results do not have it; the message says why.
        """
        if (text := str(text)) in self.rows:
            return text
        titles = {name: str(schemas.schema(schemas.of_result(name)).title) for name in (*result_nodes(), *self.rows)}
        try:
            by_title = {title: name for name, title in titles.items()}
            name = Names("结果表", {name: name for name in titles}, by_title).resolve(text)
        except UnknownName as error:
            raise UnknownTable(error.what, error.text, error.near) from None
        if name not in self.rows:
            raise NoTable(f"{titles[name]}（{name}）{self.absent.get(name, ABSENT)}")
        return name

    def __getitem__(self, text: str) -> pd.DataFrame:
        name = self.name(text)
        if name not in self._got:
            frame = self._table(name)
            self._got[name] = schemas.checked(name, frame) if os.environ.get(schemas.CHECK_VARIABLE) else frame
        return self._got[name].copy(deep=False)  # pandas copies what is written to

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@lru_cache(LARGEST_RUN)
def _parsed(name: str, content: bytes, was_checked: bool) -> pd.DataFrame:
    """The same bytes are read once, also for the kernels forked from this process."""
    text = pd.read_csv(BytesIO(content), dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    text = _free_text(name, text, unescape_formula)
    frame = schemas.typed(schemas.of_result(name), text) if was_checked else schemas.checked(name, text)
    frame.attrs[LACKING] = [column for column in frame if column not in text]
    return frame


def _free_text(name: str, frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    columns = [column for column in frame if field(schemas.of_result(name), column).free_text]
    return frame.assign(**{column: frame[column].map(change, na_action="ignore") for column in columns})

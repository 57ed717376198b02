"""Reading one reference CSV: UTF-8, validated by its schema, faults reported with file, row and column."""

import io
import re
import warnings
from functools import lru_cache
from pathlib import Path

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.errors import ReferenceDataError

LARGEST = 20_000_000  # bytes; the targets of a fictitious province of 3,000 districts have 4,000,000
CELLS = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
MOST_READ = 64  # tables cached: the project's own and those of a few other plans


def read_reference(folder: Path, table: str) -> pd.DataFrame:
    """One reference table, typed and validated; its name is that of the file and of the schema.

    Raises
    ------
    ReferenceDataError
        The file is missing, not UTF-8, not a table, or a cell breaks its schema.
    """
    path = folder / f"{table}.csv"
    try:
        return _read(table, path.read_bytes()).copy(deep=False)
    except OSError as error:
        raise ReferenceDataError(f"参考数据缺少 {path.name}（{folder}）。请补上这个文件。") from error


@lru_cache(MOST_READ)
def _read(table: str, content: bytes) -> pd.DataFrame:
    """Cached by content, also for the kernels forked from this process."""
    file = f"{table}.csv"
    if len(content) > LARGEST:
        raise ReferenceDataError(f"{file} 有{len(content)}字节，超过{LARGEST}字节，不像是参考数据。请换回原来的文件。")
    try:
        text = content.decode("utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # a surplus cell would be dropped silently
            frame = pd.read_csv(
                io.StringIO(text),
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                index_col=False,
                skip_blank_lines=False,
            )
    except UnicodeDecodeError as error:
        raise ReferenceDataError(f"{file} 不是 UTF-8 编码。请用 UTF-8 另存。") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, pd.errors.ParserWarning) as error:
        raise ReferenceDataError(f"{file} 不是完整的 CSV 表：{_incomplete(error)}") from error
    header = text.partition("\n")[0].strip().replace('"', "").split(",")
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise ReferenceDataError(f"{file} 的表头有重复的列：{'、'.join(twice)}。请只保留一列。")
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    frame = frame.apply(lambda column: column.str.strip()).replace("", pd.NA)
    typed, faults = schemas.faults(table, frame.dropna(how="all"))
    if faults:
        raise ReferenceDataError("\n".join(fault_message(file, table, fault) for fault in faults))
    return typed.reset_index(drop=True)


def _incomplete(error: Exception) -> str:
    if isinstance(error, pd.errors.EmptyDataError):
        return "是空的。请换回原来的文件。"
    if found := CELLS.search(str(error)):
        expected, line, seen = found.groups()
        return f"第{line}行有{seen}格，表头有{expected}格。请检查这一行的逗号和引号。"
    if isinstance(error, pd.errors.ParserWarning):
        return "各行的格数多于表头。请检查逗号和引号。"
    return "有引号没有配对，或文件被截断。请检查引号，或换回原来的文件。"


def fault_message(file: str, table: str, fault: schemas.Fault) -> str:
    """A fault of a reference file as one line.

    >>> fault_message("pace.csv", "pace", schemas.Fault(4, "share", "1.5", "份额应在0到1之间。请改正。"))
    'pace.csv 第4行 应达份额（share）“1.5”：份额应在0到1之间。请改正。'
    """
    where = f"{file} 第{fault.row}行" if fault.row is not None else file
    value = f"“{fault.value}”" if fault.value else ""
    return f"{where} {schemas.title(table, fault.column)}（{fault.column}）{value}：{fault.sentence}"

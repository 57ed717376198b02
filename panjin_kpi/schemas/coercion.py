"""Conversion of cells to their columns' types, cell by cell: pandera skips a column's checks for one bad cell."""

import pandas as pd
import pandera.pandas as pa

NOT_A_NUMBER = "不是数字。请只填数字，不要带单位、文字或逗号。"
NOT_WHOLE = "应为整数。请改为整数。"
NOT_YES_OR_NO = "只能是 True 或 False。请改正。"
NOT_A_DATE = "不是日期。请写成 2021-06-05 这样的日期{}。"
TOO_FAR = "年份只能在1700至2261之间。请核对日期；没有期限的请留空。"
FIRST_DAY, LAST_DAY = pd.Timestamp("1700-01-01"), pd.Timestamp("2261-12-31")  # range of nanoseconds since 1970
NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
LARGEST_EXACT_INTEGER = 2**53
# a city's tables are short, and Arrow strings cost more at start-up than they save later: docs/decisions/0019
pd.set_option("mode.string_storage", "python")
BadCell = tuple[int, str, str, str]


def coerce(wanted: pa.DataFrameSchema, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[BadCell]]:
    """Give the columns of a frame of text, or of typed values, the types of a schema.

    Returns
    -------
    tuple
        The typed frame, with missing columns added and bad cells blank; and for each bad cell its row, column, value
        and error message.

    Examples
    --------
    >>> wanted = pa.DataFrameSchema({"days": pa.Column("int64")})
    >>> coerce(wanted, pd.DataFrame({"days": ["12", "many"]}))[1]
    [(1, 'days', 'many', '不是数字。请只填数字，不要带单位、文字或逗号。')]
    """
    columns, found = dict(frame.items()), list[BadCell]()
    for name, column in wanted.columns.items():
        kind = str(column.dtype)
        if name not in columns:
            columns[name] = _blank(kind, frame.index)
        elif kind.startswith("str"):
            columns[name] = columns[name].astype("str")
        elif str(columns[name].dtype) != kind:  # else no cell can be wrong
            cells, or_blank = columns[name], "；没有的请留空" if column.nullable else ""
            columns[name], faults = _converted(cells, kind)
            found += [
                (row, name, str(value), sentence.format(or_blank))
                for bad, sentence in faults
                for row, value in cells[bad & cells.notna()].items()
            ]
    return pd.DataFrame(columns, index=frame.index), found


def _blank(kind: str, index: pd.Index) -> pd.Series:
    """A column that a frame lacks: blank, and False for booleans that may not be blank."""
    dtype = "str" if kind.startswith("str") else "Int64" if kind.lower().startswith("int") else kind
    return pd.Series(False if kind == "bool" else None, index, dtype)


def _converted(cells: pd.Series, kind: str) -> tuple[pd.Series, list[tuple[pd.Series, str]]]:
    """Cells converted to a type, with bad cells blank; and which cells are bad, with the error message for them."""
    if kind.lower().startswith(("int", "float")):
        numbers = _numbers(cells).astype("float64") + 0.0  # no -0
        if kind.lower().startswith("float"):
            return numbers, [(numbers.isna(), NOT_A_NUMBER)]
        broken = numbers.notna() & ((numbers % 1 != 0) | (numbers.abs() > LARGEST_EXACT_INTEGER))
        return numbers.mask(broken).astype("Int64"), [(numbers.isna(), NOT_A_NUMBER), (broken, NOT_WHOLE)]
    if kind.startswith("datetime"):
        days = _days(cells)
        far = days.notna() & ~days.between(FIRST_DAY, LAST_DAY)
        return days.mask(far).astype("datetime64[ns]"), [(days.isna(), NOT_A_DATE), (far, TOO_FAR)]
    if kind in ("bool", "boolean"):
        truth = cells.map({True: True, False: False, "True": True, "False": False}).astype("boolean")
        return truth if kind == "boolean" else truth.fillna(False).astype("bool"), [(truth.isna(), NOT_YES_OR_NO)]
    return cells.astype(kind), []


def _days(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells
    written_so = cells.astype("str").str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    return pd.to_datetime(cells.where(written_so), format="%Y-%m-%d", errors="coerce")


def _numbers(cells: pd.Series) -> pd.Series:
    """Numbers unchanged; text only if it is a plain number: no ``inf``, no ``nan``, no digits of other scripts."""
    if pd.api.types.is_numeric_dtype(cells):
        return cells
    return pd.to_numeric(cells.where(cells.astype("str").str.fullmatch(NUMBER)), errors="coerce")

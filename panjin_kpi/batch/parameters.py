"""The parameters of notebooks, checked in the same way for the command, papermill and JupyterLab."""

import ast
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, ParamSpec, TypeVar

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo

from panjin_kpi.errors import WrongParameters
from panjin_kpi.project import Audience
from panjin_kpi.reference.calendar import known_period, written_day
from panjin_kpi.reference.names import UnknownName, shortened
from panjin_kpi.reference.plan import CITY, Plan

INJECTED = "# Parameters"  # papermill's own first line
NEAR = 0.8  # similarity of two names from which one is suggested as the correct spelling of the other
CHINESE = {"string_type": "要写成带引号的文字", "literal_error": "可选的有："}  # by pydantic's kind of error
TYPES = {
    str: CHINESE["string_type"],
    str | Path: "要写成带引号的文件夹、数据库地址，或 Path",
    str | date: '要写成 "2021-12-31"，或 date',
    pd.DataFrame | None: "要是一张表（DataFrame）",
    "ResultSet": "要是 pk.open 打开的另一份结果",
}
Given = ParamSpec("Given")
Result = TypeVar("Result")


def _plan(info: ValidationInfo) -> Plan:
    context: dict[str, Plan] = info.context or {}
    return context["plan"]


def _known_scope(name: str, info: ValidationInfo) -> str:
    names = _plan(info).district_names
    return names[names.resolve(name)]


def _known_district(name: str, info: ValidationInfo) -> str:
    known = _known_scope(name, info)
    if known == _plan(info).district_names[CITY]:
        raise ValueError("全市不是县区，请用 city_overview")
    return known


def _known_indicator(name: str, info: ValidationInfo) -> str:
    names = _plan(info).indicator_names
    return names[names.resolve(name)]


def _known_day(day: str, info: ValidationInfo) -> str:
    known_period(_plan(info), f"{(known := written_day(day)):%Y-%m}")
    return known.isoformat()


def _known_period(period: str, info: ValidationInfo) -> str:
    return known_period(_plan(info), period)


class Parameters(BaseModel):
    """Parameters of every notebook."""

    model_config = ConfigDict(extra="forbid", strict=True)

    results: str


class CityParameters(Parameters):
    """Parameters of a report about the whole city."""

    audience: Audience
    period: Annotated[str, AfterValidator(_known_period)]


class DistrictParameters(CityParameters):
    """Parameters of a report about one district; the district is passed on by its canonical name."""

    district: Annotated[str, AfterValidator(_known_district)]


class ScopeParameters(Parameters):
    """Parameters of a report about the city or one district on a day."""

    audience: Audience
    as_of: Annotated[str, AfterValidator(_known_day)]
    district: Annotated[str, AfterValidator(_known_scope)]


class ExploreParameters(Parameters):
    """Parameters of ``explore``, the notebook with which analysts start."""

    period: Annotated[str, AfterValidator(_known_period)]
    district: Annotated[str, AfterValidator(_known_scope)]
    indicator: Annotated[str, AfterValidator(_known_indicator)]
    export: str


KINDS: tuple[type[Parameters], ...] = (CityParameters, DistrictParameters, ScopeParameters, ExploreParameters)
NAMES = tuple(dict.fromkeys(name for kind in KINDS for name in kind.model_fields))


def checked(kind: type[Parameters], plan: Plan, given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a notebook, checked by their typed model.

    Raises
    ------
    WrongParameters
        A parameter is unknown, missing or wrong; the message has the nearest known name.

    Examples
    --------
    >>> given = {"district": "兴隆区", "period": "2021-12", "results": "", "audience": "public"}
    >>> checked(DistrictParameters, Plan.load(), given)
    Traceback (most recent call last):
    panjin_kpi.errors.WrongParameters: district：没有“兴隆区”这个地区，是不是“兴隆台区”？
    """
    try:
        return kind.model_validate(given, context={"plan": plan}).model_dump()
    except ValidationError as error:
        raise WrongParameters("；".join(_message(kind, detail) for detail in error.errors())) from error


def checked_call(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Decorate a public function so that its arguments are checked, with errors in Chinese, before it runs.

    >>> @checked_call
    ... def half(number: str): ...
    >>> half(nunber="1")
    Traceback (most recent call last):
    panjin_kpi.errors.WrongParameters: 没有“nunber”这个参数，是不是“number”？half 的参数有：number
    >>> half(1)
    Traceback (most recent call last):
    panjin_kpi.errors.WrongParameters: number 的值 1 不对：要写成带引号的文字
    """
    known = signature(function)
    names = [name for name in known.parameters if name != "self"]

    @wraps(function)
    def call(*words: Given.args, **named: Given.kwargs) -> Result:
        try:
            bound = known.bind(*words, **named)
        except TypeError as error:
            wrong = "".join(_unknown(name, names) for name in named if name not in names)
            raise WrongParameters(f"{wrong}{function.__name__} 的参数有：{'、'.join(names)}") from error
        for name, value in bound.arguments.items():
            kind = known.parameters[name].annotation
            kind = getattr(kind, "__origin__", kind)  # of a frame that is annotated with its table
            if known.parameters[name].kind != Parameter.VAR_POSITIONAL and kind in TYPES and not _is_of(value, kind):
                raise WrongParameters(f"{name} 的值 {shortened(repr(value))} 不对：{TYPES[kind]}")
        return function(*words, **named)

    return call


def _is_of(value: object, kind: type | UnionType | str) -> bool:
    return type(value).__name__ == kind if isinstance(kind, str) else isinstance(value, kind)


def of_notebook(variables: Mapping[str, Any]) -> tuple[type[Parameters], dict[str, Any]]:
    """The parameters among a notebook's variables, and the model that checks them.

    papermill only warns of a parameter that the notebook lacks, and JupyterLab keeps the value of a variable whose name
    is misspelt now. Both are found in the cells that were executed (IPython's ``In``) and raise ``WrongParameters``.
    """
    own, last, passed = set[str](), set[str](), set[str]()
    for source in variables.get("In", ()):
        names = _assigned(source)
        if source.startswith(INJECTED):
            passed = names
        else:
            own |= names
            last = names if names & set(NAMES) else last
    unknown = dict.fromkeys(sorted(passed - own), own) if own else {}
    unknown |= {name: set(NAMES) for name in sorted(last - set(NAMES)) if _nearest(name) not in {"", *last}}
    if unknown:
        raise WrongParameters("；".join(_unknown(name, known) for name, known in unknown.items()))
    given = {name: variables[name] for name in NAMES if name in variables}
    lost = {name: value for name, value in _of_papermills_input().items() if value != given.get(name, value)}
    if lost := {name: value for name, value in lost.items() if name not in passed}:
        before = "、".join(f"{name} {value}" for name, value in lost.items())
        raise WrongParameters(f"这份笔记本上次运行时的参数有 {before}，这次没有写。请一并写明，或从原来的笔记本运行")
    kind = max(KINDS, key=lambda kind: len(given.keys() & kind.model_fields) - len(given.keys() ^ kind.model_fields))
    return kind, {name: value for name, value in given.items() if name in kind.model_fields}


def _of_papermills_input() -> dict[str, Any]:
    """The parameters that were passed when the notebook that ``papermill`` runs now was executed before.

    papermill replaces its own cell when it runs an executed notebook again. Only the command line that started this
    kernel says which notebook that is.
    """
    import psutil  # only here: commands start faster without it

    with suppress(psutil.Error, OSError, ValueError, KeyError):
        for parent in psutil.Process().parents():
            words = parent.cmdline()
            if any(Path(word).stem == "papermill" for word in words[:3]):
                first = next((word for word in words if word.endswith(".ipynb")), "")
                about = json.loads((Path(parent.cwd()) / first).read_text(encoding="utf-8"))["metadata"]
                found: dict[str, Any] = about["papermill"]["parameters"]
                return found
    return {}


def _assigned(source: str) -> set[str]:
    """The names in a cell that only assigns literal values, as a parameters cell does; none in any other cell."""
    found = set()
    try:
        for statement in ast.parse(source).body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    ast.literal_eval(value)
                    found.add(name)
                case _:
                    return set()
    except (SyntaxError, ValueError):  # a line for IPython, or a computed value
        return set()
    return found


def _nearest(name: str) -> str:
    return next(iter(get_close_matches(name, NAMES, n=1, cutoff=NEAR)), "")


def _unknown(name: str, known: Iterable[str]) -> str:
    return str(UnknownName("参数", name, get_close_matches(name, sorted(known), n=1)))


def _message(kind: type[Parameters], detail: Any) -> str:
    name = ".".join(map(str, detail["loc"]))
    if detail["type"] == "extra_forbidden":
        return _unknown(name, kind.model_fields)
    if detail["type"] == "missing":
        return f"缺少参数 {name}"
    if detail["type"] == "value_error":
        return f"{name}：{detail['ctx']['error']}"
    allowed = detail.get("ctx", {}).get("expected", "").replace(" or ", "、").replace("'", "")
    return f"{name} 的值 {detail['input']!r} 不对：{CHINESE[detail['type']]}{allowed}"

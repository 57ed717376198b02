"""Tables of the DataFrames that public functions take and return: read from the signatures, and validated on request.

A parameter is named after its result, or annotated with the name of a table or with a schema; return values are
annotated in the same way; ``frames`` are results by name. A frame may have columns beyond those of its table.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from importlib import import_module
from inspect import getmembers, isfunction, signature
from types import FunctionType, ModuleType
from typing import Any

import pandas as pd
import pandera.pandas as pa

from panjin_kpi import report, schemas

Frames = Mapping[str, pd.DataFrame]
GIVEN = "return"


def tables(function: Callable[..., Any]) -> dict[str, str | pa.DataFrameSchema]:
    """The table of each DataFrame that a function takes, by parameter, and of the one that it returns.

    >>> tables(report.gradient.narrative.overlap)
    {'tier_overlap': 'tier_overlap', 'ladder_total': 'ladder_total'}
    """
    known = signature(function)
    kinds = {name: each.annotation for name, each in known.parameters.items()} | {GIVEN: known.return_annotation}
    frames = {name: kind for name, kind in kinds.items() if "DataFrame" in str(kind) and kind != Frames}
    return {name: getattr(kind, "__metadata__", [name])[0] for name, kind in frames.items()}


def public_functions() -> Iterator[tuple[ModuleType, FunctionType]]:
    """The functions of the subpackages that :mod:`panjin_kpi.report` offers, each with its module."""
    for package in (import_module(f"{report.__name__}.{name}") for name in report.__all__):
        parts = (getattr(package, name) for name in getattr(package, "__all__", ()))  # verdict takes results by name
        modules = {part.__name__: part for part in parts}
        for module in modules.values():
            for name, function in getmembers(module, isfunction):
                if function.__module__ in modules and not name.startswith("_"):
                    yield module, function


def hold_frames() -> None:
    """Make these functions validate their frames against the schemas if that is switched on (:func:`schemas.held`)."""
    for module, function in public_functions():
        if not hasattr(function, "__wrapped__") and tables(function):
            setattr(module, function.__name__, _holding(function))


def _holding(function: FunctionType) -> Callable[..., Any]:
    known, table = signature(function), tables(function)

    @wraps(function)
    def call(*words: Any, **named: Any) -> Any:
        for name, value in known.bind(*words, **named).arguments.items():
            if name in table and value is not None:
                schemas.held(table[name], value)
        result = function(*words, **named)
        return schemas.held(table[GIVEN], result) if GIVEN in table else result

    return call

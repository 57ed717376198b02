"""The graph of results: a function names by its parameters what it needs, and what several need is computed once.

A parameter is a submitted table, its rows in force (``docs/data_dictionary.md``); another node, of the same month
(``docs/results_graph.md``); or one of :data:`GIVEN`: the plan, the month as ``YYYY-MM``, and ``as_of``, its last day,
after which nothing is looked at. A function's own docstring says what there is to say beyond that. Parameters with a
default are left alone unless the decorator says which node they are.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.errors import FiguresDisagree
from panjin_kpi.reference.plan import Plan

GIVEN = ("plan", "period", "as_of")
Function = TypeVar("Function", bound=Callable[..., Any])
Condition = Callable[[Plan], bool]


@dataclass(frozen=True)
class Node:
    """One function of the graph.

    Parameters
    ----------
    name : str
        Of a result the name of its schema; otherwise the function's.
    function : callable
        What computes it.
    needs : dict of str to str
        For each parameter the table or node that it takes.
    only_if : dict of str to callable
        Of a need that some settings make superfluous, when it is one; it is given all the same.
    position : int
        Of a result, where it stands among the others in the workbook and on the index; 0 for what is no result.
    private : bool
        Whether its rows are single enterprises, carriers or matters, or hold somebody's own words: not for the public.
    of_its_cell : bool
        Whether a row depends on nothing but what was reported for its own district and indicator.
    """

    name: str
    function: Callable[..., Any]
    needs: dict[str, str]
    only_if: Mapping[str, Condition] = field(default_factory=dict)
    position: int = 0
    private: bool = False
    of_its_cell: bool = False

    @property
    def file(self) -> str:
        """The name of a result's file."""
        return schemas.FILES.get(self.name, self.name)


_nodes: dict[str, Node] = {}
_checks: list[tuple[str, Node]] = []


def result(
    position: int, name: str = "", *, private: bool = False, of_its_cell: bool = False, **needs: str
) -> Callable[[Function], Function]:
    """Register a function as a result table.

    Parameters
    ----------
    position : int
        Where it stands among the results.
    name : str
        Its schema, where that is not the function's name.
    private, of_its_cell : bool
        As in :class:`Node`.
    **needs : str
        The node that a parameter takes, where it bears another name.
    """

    def register(function: Function) -> Function:
        named = name or function.__name__
        _add(Node(named, function, _needs(function, needs), {}, position, private, of_its_cell))
        return function

    return register


def intermediate(
    name: str = "", *, only_if: Mapping[str, Condition] | None = None, **needs: str
) -> Callable[[Function], Function]:
    """Register a function whose value several results need.

    Parameters
    ----------
    name : str
        What they call it, where that is not the function's name.
    only_if : mapping of str to callable, optional
        As in :class:`Node`.
    **needs : str
        As for :func:`result`.
    """

    def register(function: Function) -> Function:
        _add(Node(name or function.__name__, function, _needs(function, needs), only_if or {}))
        return function

    return register


def check(sentence: str) -> Callable[[Function], Function]:
    """Register a function that says of computed results whether they agree; every run asks it.

    Parameters
    ----------
    sentence : str
        What is wrong where it says no, in Chinese.
    """

    def register(function: Function) -> Function:
        _checks.append((sentence, Node(function.__name__, function, _needs(function, {}))))
        return function

    return register


def _needs(function: Callable[..., Any], named: Mapping[str, str]) -> dict[str, str]:
    parameters = inspect.signature(function).parameters
    if unknown := set(named) - set(parameters):
        raise TypeError(f"{function.__name__} has no parameter {', '.join(sorted(unknown))}")
    return {
        parameter.name: named.get(parameter.name, parameter.name)
        for parameter in parameters.values()
        if parameter.name in named or parameter.default is parameter.empty
    }


def _add(node: Node) -> None:
    if (known := _nodes.get(node.name)) and known.function.__module__ != node.function.__module__:
        raise TypeError(f"{node.name} is {known.function.__module__}'s already")
    _nodes[node.name] = node


@cache
def nodes() -> Mapping[str, Node]:
    """Every node by its name, once all modules of the analysis are imported."""
    analysis = importlib.import_module(__package__)
    for module in pkgutil.walk_packages(analysis.__path__, f"{analysis.__name__}."):
        importlib.import_module(module.name)
    return dict(_nodes)


@cache
def results() -> Mapping[str, Node]:
    """The result tables by the names of their files, in the order in which they are shown.

    >>> list(results())[:2], results()["carriers"].name
    (['status', 'path'], 'carrier_results')
    """
    found = sorted((node for node in nodes().values() if node.position), key=lambda node: node.position)
    return {node.file: node for node in found}


def sources(name: str, plan: Plan) -> frozenset[str]:
    """The submitted tables that a result is computed from.

    Parameters
    ----------
    name : str
        The result by the name of its file.

    Examples
    --------
    >>> plan = Plan.load()
    >>> sorted(sources("scores", plan)), sorted(sources("open_matters", plan))
    (['progress'], ['actions'])
    """
    found, todo = set[str](), [results()[name]]
    while todo:
        node = todo.pop()
        for parameter, need in node.needs.items():
            if parameter not in node.only_if or node.only_if[parameter](plan):
                if need in nodes():
                    todo.append(nodes()[need])
                elif need not in GIVEN:
                    found.add(need)
    return frozenset(found)


def compute(given: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Every result by the name of its file; each node is computed once.

    Parameters
    ----------
    given : mapping
        The submitted tables, and :data:`GIVEN`.

    Raises
    ------
    FiguresDisagree
        Results contradict one another.
    """
    known = dict(given)
    frames = {file: _value(node, known) for file, node in results().items()}
    for sentence, node in _checks:
        if not _value(node, known):
            raise FiguresDisagree(f"计算结果自相矛盾：{sentence}。请报告此问题，不要使用这些数")
    return frames


def _value(node: Node, known: dict[str, Any]) -> Any:
    for need in node.needs.values():
        if need not in known:
            known[need] = _value(nodes()[need], known)
    if node.name not in known:
        known[node.name] = node.function(**{parameter: known[need] for parameter, need in node.needs.items()})
    return known[node.name]

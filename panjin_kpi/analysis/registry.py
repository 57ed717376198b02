"""The graph of results: a function's parameters name its inputs, and every node is computed once per run.

A parameter is a submitted table, as its rows in force (``docs/data_dictionary.md``); another node of the same month
(``docs/results_graph.md``); or one of :data:`GIVEN`: the plan, the month as ``YYYY-MM``, ``as_of``, its last day,
after which everything is ignored, and ``known_on``, the day up to which submissions are known, if not all are. A
result's columns are those of its schema. Docstrings of nodes do not repeat this. Parameters with a default are not
filled in unless the decorator names their node.
"""

import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache, wraps
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.errors import FiguresDisagree, PanjinError
from panjin_kpi.reference.names import UnknownName, shortened
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.loading import add_schemas

GIVEN = ("plan", "period", "as_of", "known_on")
# the only results for the public: no row is a single enterprise, carrier or matter, and none holds free text
PUBLIC = frozenset({
    "status", "path", "scores", "score_history", "contributions", "rank_ranges", "rank_verdict", "rank_factors",
    "scores_by_basis", "forecast", "forecast_review", "next_steps", "evidence", "corrections", "timeliness",
    "light_changes", "survey_round", "open_matters_summary", "tier_stock", "tier_flow", "tier_overlap",
    "ladder_total", "transitions", "climb", "climb_summary",
    "expiring_summary", "expiry_calendar", "places", "outlook", "attribution_counts", "carrier_summary",
    "reconciliation",
})  # fmt: skip
Function = TypeVar("Function", bound=Callable[..., Any])
Condition = Callable[[Plan], bool]


@dataclass(frozen=True)
class Node:
    """One function of the graph.

    Parameters
    ----------
    name : str
        For a result, the name of its schema; otherwise the function's name.
    function : callable
        Computes the node.
    needs : dict of str to str
        For each parameter the table or node that it takes.
    only_if : dict of str to callable
        For a parameter that is unused under some settings, the condition under which it counts as a source.
    position : int
        A result's position in the workbook and on the index; 0 for an intermediate.
    of_its_cell : bool
        Whether a row depends only on the reports for its own district and indicator.
    own_public : bool
        Whether an office's own result is public; :data:`PUBLIC` lists the package's public results.
    """

    name: str
    function: Callable[..., Any]
    needs: dict[str, str]
    only_if: Mapping[str, Condition] = field(default_factory=dict)
    position: int = 0
    of_its_cell: bool = False
    own_public: bool = False

    @property
    def file(self) -> str:
        """The name of a result's file."""
        return schemas.FILES.get(self.name, self.name)

    @property
    def public(self) -> bool:
        """Whether the result is public."""
        return self.file in PUBLIC or self.own_public


_nodes: dict[str, Node] = {}
_checks: list[tuple[str, Node]] = []
own_files: list[Path] = []  # files of the office's own results that were loaded


def result(
    position: int, name: str = "", *, of_its_cell: bool = False, own_public: bool = False, **needs: str
) -> Callable[[Function], Function]:
    """Register a function as a result table.

    Parameters
    ----------
    position, of_its_cell, own_public
        As in :class:`Node`.
    name : str
        The schema's name, if it is not the function's.
    **needs : str
        The node that a parameter takes, if it has another name than the parameter.
    """
    return _registering(name, needs, position=position, of_its_cell=of_its_cell, own_public=own_public)


def intermediate(
    name: str = "", *, only_if: Mapping[str, Condition] | None = None, **needs: str
) -> Callable[[Function], Function]:
    """Register a function whose value several results need; parameters as for :func:`result` and :class:`Node`."""
    return _registering(name, needs, only_if=only_if or {})


def _registering(name: str, named: Mapping[str, str], **more: Any) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        node = Node(name or function.__name__, function, _needs(function, named), **more)
        if (known := _nodes.get(node.name)) and known.function.__module__ != function.__module__:
            raise TypeError(f"{node.name} is {known.function.__module__}'s already")
        _nodes[node.name] = node
        return function

    return register


def check(sentence: str) -> Callable[[Function], Function]:
    """Register a function that checks whether results agree; ``sentence`` is the Chinese error if they do not."""

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


@cache
def nodes() -> Mapping[str, Node]:
    """Every node by its name, once all modules of the analysis are imported."""
    analysis = importlib.import_module(__package__)
    for module in pkgutil.walk_packages(analysis.__path__, f"{analysis.__name__}."):
        importlib.import_module(module.name)
    return dict(_nodes)


def load_own(folder: Path) -> None:
    """Run an office's modules, which register its own results; their schemas are beside them.

    Raises
    ------
    PanjinError
        There are no modules, one cannot be run, or a result lacks a schema, has the name of one of the package's, or
        needs an unknown source or itself. Later, also if a result cannot be computed or breaks its schema.
    """
    known, own = nodes(), dict[str, Path]()
    add_schemas(folder)
    modules = sorted(folder.glob("*.py"))
    for path in modules:
        spec = importlib.util.spec_from_file_location(f"own_results.{path.stem}", path)
        try:
            spec.loader.exec_module(importlib.util.module_from_spec(spec))  # type: ignore[union-attr,arg-type]
        except Exception as error:
            raise _own_fault(path, "运行不了", error) from error
        own |= {name: path for name in _nodes if _nodes[name] is not known.get(name) and name not in own}
    _nodes.update({name: _guarded(_nodes[name], path) for name, path in own.items()})
    nodes.cache_clear()
    result_nodes.cache_clear()
    if lacking := [name for name in own if name not in schemas.names()]:
        raise PanjinError(f"{folder} 里没有 {'、'.join(f'{name}.yaml' for name in lacking)}：每张结果表要有它的说明")
    if not modules:
        raise PanjinError(f"{folder} 里没有 .py 文件，--own-code 没有可装入的")
    there = [*schemas.SUBMITTED, *GIVEN, *nodes()]
    for name, path in own.items():
        if unknown := [need for need in nodes()[name].needs.values() if need not in there]:
            what = UnknownName("数据来源", unknown[0], get_close_matches(unknown[0], there, n=1))
            raise PanjinError(f"{path} 的 {name}：{what}参数可用报送的表、结果表、plan、period 和 as_of")
    try:
        TopologicalSorter({name: nodes()[name].needs.values() for name in own}).prepare()
    except CycleError as error:
        raise PanjinError(f"{own[error.args[1][0]]}：{' → '.join(error.args[1])} 循环引用，算不出来") from error
    own_files[:] = [*modules, *sorted(folder.glob("*.yaml"))]


def _guarded(node: Node, path: Path) -> Node:
    """An office's node with errors that name its file; errors in the package's nodes end in a traceback."""

    @wraps(node.function)
    def computed(**needs: Any) -> pd.DataFrame:
        what = "运行不了"
        try:
            table = node.function(**needs)
            what = f"算出的表与 {node.name}.yaml 不符"
            if more := [str(column) for column in table if column not in schemas.schema(node.name).columns]:
                raise ValueError(f"没有说明 {'、'.join(more)} 是什么列")
            return schemas.checked(node.file, table)
        except Exception as error:
            raise _own_fault(path, what, error) from error

    return replace(node, function=computed)


def _own_fault(path: Path, what: str, error: Exception) -> PanjinError:
    return PanjinError(f"{path} {what}：{type(error).__name__}：{shortened(str(error), 200)}")


@cache
def result_nodes() -> Mapping[str, Node]:
    """The result tables by the names of their files, in the order in which they are shown.

    >>> list(result_nodes())[:2], result_nodes()["carriers"].name
    (['status', 'path'], 'carrier_results')
    """
    found = sorted((node for node in nodes().values() if node.position), key=lambda node: node.position)
    return {node.file: node for node in found}


def sources(name: str, plan: Plan) -> frozenset[str]:
    """The submitted tables that a result (by the name of its file) is computed from.

    >>> plan = Plan.load()
    >>> sorted(sources("scores", plan)), sorted(sources("open_matters", plan))
    (['progress'], ['actions'])
    """
    found, todo = set[str](), [result_nodes()[name]]
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
    """Every result by the name of its file, from the submitted tables and :data:`GIVEN`.

    Raises
    ------
    FiguresDisagree
        Results contradict one another.
    """
    known = dict(given)
    frames = {file: value(node.name, known) for file, node in result_nodes().items()}
    for sentence, node in _checks:
        if not _call(node, known):
            raise FiguresDisagree(f"计算结果自相矛盾：{sentence}。请报告此问题，不要使用这些数")
    return frames


def value(name: str, known: dict[str, Any]) -> Any:
    """One table or node by its name; everything computed for it is cached in ``known``.

    >>> value("attribution_counts", {"attribution": schemas.empty("attribution"), "plan": Plan.load()}).shape
    (75, 4)
    """
    if name not in known:
        known[name] = _call(nodes()[name], known)
    return known[name]


def _call(node: Node, known: dict[str, Any]) -> Any:
    return node.function(**{parameter: value(need, known) for parameter, need in node.needs.items()})

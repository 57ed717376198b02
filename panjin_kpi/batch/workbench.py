"""The workbench of ``explore``: an analyst's selections, in plain variables, and what is computed from them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from panjin_kpi import schemas
from panjin_kpi.batch.parameters import checked_call
from panjin_kpi.batch.results.rescoring import PROOF
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.errors import PanjinError, WrongParameters, os_error_message, saving
from panjin_kpi.files import restrict, write_atomically
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.names import shortened
from panjin_kpi.reference.plan import CITY
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import Shown, html_table, stack
from panjin_kpi.report.page.result_table import Table, result_table
from panjin_kpi.report.page.style import ACCENT, INK, WIDTH, apply_theme
from panjin_kpi.schemas.formats import format_month, format_number

NOW, NO_CAP = "现行", "不封顶"  # choices of a setting: the office's own value; no limit
CAPS = (NOW, *(number / 10 for number in range(10, 21)), NO_CAP)
WEIGHTS = (NOW, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
MOST_MORE = 20
EXCEL = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}


@checked_call
def workbench(run: "ResultSet", variables: dict[str, Any]) -> "Workbench":
    """Controls that set a notebook's own variables, above their results; without ipywidgets only the results.

    Parameters
    ----------
    variables : dict
        The notebook's ``globals()``: ``district``, ``indicator``, ``tier`` by any of their names, ``months`` (the first
        and the last), ``cap``, ``weight`` (of the indicator; the others weigh 1), ``more`` (what the district finishes
        beyond what it reported) and ``cells`` (whether the figure is traced). A control that is moved changes its
        variable; those that are missing are set.
    """
    so_far = months_so_far(run.period)
    first = {"months": (so_far[0], so_far[-1]), "cap": NOW, "weight": NOW, "more": 0, "cells": False}
    given = first | {name: variables[name] for name in first if name in variables}
    for name, words in _names(run).items():
        given[name] = words[words.resolve(variables.get(name, next(iter(words.known))))]
    if given["months"] not in [(a, b) for a in so_far for b in so_far if a <= b]:
        raise WrongParameters(f"months 要写成起止两个月，在 {so_far[0]} 到 {so_far[-1]} 之间，如 {first['months']}")
    if not isinstance(given["cells"], bool):
        raise WrongParameters(f"cells 的值 {shortened(repr(given['cells']))} 不对：要写成 True（追到单元格）或 False")
    given["cap"] = NO_CAP if given["cap"] is None else given["cap"]  # as assessment.yaml has it
    variables.update(given)
    return Workbench(run, variables)


@dataclass(eq=False, repr=False)
class Workbench:
    """The selections, and their results: ``tried`` (the run under the settings), ``chart`` and ``tables``."""

    run: ResultSet
    variables: dict[str, Any]

    def __post_init__(self) -> None:
        self.update()

    def update(self) -> None:
        """Recompute everything from the variables; on an error everything stays as it was."""
        picked, run, plan = self.variables, self.run, self.run.plan
        district, indicator, tier = (picked[name] for name in _names(run))
        settings = {} if picked["cap"] == NOW else {"cap": None if picked["cap"] == NO_CAP else picked["cap"]}
        settings |= {} if picked["weight"] == NOW else {"weights": {indicator: picked["weight"]}}
        more = {(district, indicator): picked["more"]} if picked["more"] else None
        tried = run.under(more=more, **settings) if settings or more else run

        goal = tried.only("status", district, indicator=indicator).iloc[0]
        stock = self._of("tier_stock", "only").assign(period=lambda rows: rows["as_of"].dt.strftime("%Y-%m"))
        path = tried.only("path", district, indicator=indicator)
        rows = path.merge(stock[["period", "stock"]], on="period", how="outer")
        rows = rows[rows["period"].between(*picked["months"])]
        now, then = (each.scores[["district", "score", "rank"]] for each in (run, tried))
        scores = now.merge(then, on="district", suffixes=("", "_tried"))
        when = "至".join(map(format_month, dict.fromkeys(picked["months"])))
        added = f"，试算再完成{picked['more']}" if more else ""
        subject, stocks = f"{district}{when}{indicator}（{goal['unit']}{added}）", f"；存量为月末{tier}（家）"
        columns, compared = ["period", "actual", "planned", "stock"], "现行办法和试算的得分、名次（计分办法为假定）"
        if "tier_stock" not in run.rows:
            columns, stocks = columns[:-1], ""
        tables = {
            "逐月": result_table(["path", "tier_stock"], rows, columns, subject + stocks, plan),
            "试算": result_table("scores", scores, [*scores], compared, plan),
        }
        chart = _course(rows, goal, subject, tables["逐月"])
        shown: list[Shown] = [chart, tables["试算"]]
        if picked["cells"] and PROOF not in run.rows:
            shown.append(HtmlFragment(Markup("<p>佐证明细不公开，追不到单元格。</p>")))
        elif picked["cells"]:
            cells = run.trace(district, indicator)
            shown += [html_table(f"{district}{indicator}的来源", [*cells], cells.fillna("").to_numpy(), set())]
        if "holders" in run.rows:  # an empty list would look as if there were no holders
            holders = self._of("holders", "within").drop(columns=["as_of", "tier"])
            listed = result_table("holders", holders, [*holders], f"{district}现有{tier}：{len(holders)}家", plan)
            tables["企业"] = listed
            shown.append(
                HtmlFragment(Markup("<details><summary>{0.caption}</summary>{0.html}</details>").format(listed))
            )
        self.tried, self.tables, self.chart, self.view = tried, tables, chart, stack(*shown)

    def _of(self, table: str, how: str) -> pd.DataFrame:
        """The rows of the tier, where the results have them: not every one is for the public."""
        if table not in self.run.rows:
            return schemas.empty(schemas.of_result(table))
        rows: pd.DataFrame = getattr(self.run, how)(table, self.variables["district"])
        return rows[rows["tier"] == self.run.plan.words_of["tier"].resolve(self.variables["tier"])]

    def save(self, path: str | Path) -> None:
        """Write the months as ``.csv``, all tables as ``.xlsx`` or the chart as ``.svg``; for internal use only."""
        kind = Path(path).suffix
        if kind == ".xlsx":
            content = BytesIO()
            with pd.ExcelWriter(content, engine="xlsxwriter", engine_kwargs=EXCEL) as book:
                for name, table in self.tables.items():
                    frame = to_labels(self.run.plan, "", table.data).set_axis([*table.plain[0]], axis=1)
                    frame.to_excel(book, sheet_name=name, index=False)
            with saving(path):
                write_atomically(Path(path), content.getvalue())
        elif kind in (".csv", ".svg"):
            (self.tables["逐月"] if kind == ".csv" else self.chart).save(path)
        else:
            raise WrongParameters(f"导出到哪个文件，请写成以 .csv、.xlsx 或 .svg 结尾的：{path}")
        restrict(Path(path))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        controls = self._controls()._repr_mimebundle_() if find_spec("ipywidgets") else {}
        return {**controls, "text/html": str(self.view.html), "text/plain": repr(self.view)}

    def _controls(self) -> Any:
        """What JupyterLab shows; every control sets its variable."""
        import ipywidgets as widgets  # of the extra for JupyterLab

        picked, once = self.variables, {"continuous_update": False}
        made: dict[str, Any] = {}
        for name, words in _names(self.run).items():
            made[name] = widgets.Dropdown(options=[*words.known.values()], description=words.what)
        months = [(_short(month), month) for month in months_so_far(self.run.period)]
        made["months"] = widgets.SelectionRangeSlider(options=months, description="月份", **once)
        for name, title, options in (("cap", "超额上限", CAPS), ("weight", "指标权重", WEIGHTS)):
            every = [*dict.fromkeys((*options, picked[name]))]
            made[name] = widgets.SelectionSlider(options=every, description=title, **once)
        made["more"] = widgets.IntSlider(max=max(MOST_MORE, picked["more"]), description="再完成", **once)
        made["cells"] = widgets.Checkbox(description="追到单元格")
        view, answer = widgets.HTML(str(self.view.html)), widgets.Label()
        file, button = widgets.Text("导出.xlsx", description="导出到"), widgets.Button(description="导出")

        def tried(action: Callable[[], object], done: str = "") -> bool:
            try:
                action()
            except (PanjinError, OSError) as error:
                answer.value = os_error_message(error) if isinstance(error, OSError) else str(error)
                return False
            answer.value = done
            return True

        def moved(name: str, change: dict[str, Any]) -> None:
            picked[name] = change["new"]
            if not tried(self.update):  # the previous selections are still shown and saved
                picked[name] = change["old"]
                made[name].unobserve(moves[name], "value")
                made[name].value = change["old"]
                made[name].observe(moves[name], "value")
            view.value = str(self.view.html)

        moves = {name: partial(moved, name) for name in made}
        for name, control in made.items():
            control.value = picked[name]
            control.observe(moves[name], "value")
        button.on_click(lambda _: tried(partial(self.save, file.value), f"已存到{file.value}"))
        rows = [[*made.values()][start : start + 3] for start in range(0, len(made), 3)]
        return widgets.VBox([*map(widgets.HBox, [*rows, [file, button, answer]]), view])


def _names(run: ResultSet) -> dict[str, Any]:
    plan, there = run.plan, {CITY, *run.plan.districts_in(run.period)}
    known = {name: title for name, title in plan.district_names.known.items() if name in there}
    districts = replace(plan.district_names, known=known)
    return {"district": districts, "indicator": plan.indicator_names, "tier": plan.words_of["tier"]}


def _short(month: str) -> str:
    return f"{int(month[5:])}月"


def _course(rows: pd.DataFrame, goal: pd.Series, subject: str, table: Table) -> Chart:
    """One indicator of one scope by month, with a gap where a month was not reported, and its target."""
    reported = rows.dropna(subset="actual")
    if reported.empty:
        return Chart(None, f"{subject}没有报过数。")
    apply_theme()
    picture = Figure(figsize=(WIDTH, 2.6), layout="constrained")
    axes, target = picture.subplots(), goal["target"]
    axes.plot(rows["period"].map(_short), rows["actual"], marker="o", color=ACCENT)
    months = reported["period"].map(_short)
    texts = [format_number(row.actual, target, row.planned * target) for row in reported.itertuples()]
    for month, value, text in zip(months, reported["actual"], texts, strict=True):
        axes.annotate(text, (month, value), (0, 5), textcoords="offset points", ha="center")
    if pd.notna(target):
        axes.axhline(target, color=INK, linewidth=0.8, linestyle=":")
    top = 1.3 * max(reported["actual"].max(), 0 if pd.isna(target) else target) or 1.0
    axes.set(xlabel="", ylabel=goal["unit"], ylim=(-0.04 * top, top))
    aim = f"，年度目标{format_number(target)}{goal['unit']}" if pd.notna(target) else "，没有分解年度目标"
    figures = (months + texts + goal["unit"]).tolist()
    caption = f"本年累计{'；点线为年度目标' if pd.notna(target) else ''}。没有点的月份为未报。"
    alternative = f"折线图：{subject}逐月的本年累计，{'，'.join(figures)}{aim}。"
    return Chart(picture, f"{subject}：{figures[-1]}{aim}", caption, alternative, table)

"""The index page of a month: what needs attention first, the districts, the reports, the tables."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.index import alerts
from panjin_kpi.report.index.months import months_nav
from panjin_kpi.report.index.standing import certainty, standing
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import paragraphs
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.page.notebook_page import rendered
from panjin_kpi.report.page.result_table import text_table
from panjin_kpi.report.progress.narrative import interim, judged, resumed
from panjin_kpi.report.workbook.book import FILE
from panjin_kpi.report.workbook.contents import LONGEST
from panjin_kpi.schemas.formats import BLANK, format_month


def index_page(
    manifest: Mapping[str, Any],
    rows: Mapping[str, int],
    frames: Mapping[str, pd.DataFrame],
    plan: Plan,
    months: Iterable[str] = (),
) -> str:
    """Render ``index.html`` of a run.

    Parameters
    ----------
    manifest : mapping
        The run's manifest: period, audience, origin, reports.
    rows : mapping of str to int
        The result tables that were written, and how many rows each has.
    frames : mapping of str to pandas.DataFrame
        The results; a public run has no lists of enterprises and matters.
    months : iterable of str
        The months that have index pages in the same folder of reports.
    """
    period, failed = manifest["period"], [row for row in manifest["reports"] if row["status"] == "failed"]
    first = alerts.reporting(frames["timeliness"], period) + resumed(frames["path"], plan, period)
    first += alerts.doubtful(frames, plan) + alerts.expiring(frames, plan, period)
    first += certainty(frames["rank_verdict"], plan)
    return rendered(
        "index.html.j2",
        title=f"{format_month(period)}目标完成情况" + ("（公开）" if manifest["audience"] == "public" else ""),
        months=months_nav(period, months),
        document=plan.document,
        judged=judged(plan, period),
        interim=interim(plan, period),
        manifest=manifest,
        fictitious=any(row["fictitious"] for row in manifest["reports"]),
        failed=failed,
        details=join_names((f"{row['name']}{row['title']}（{row['reason']}）" for row in failed), "份", "；"),
        alerts=paragraphs(first).html,
        standing=standing(frames["status"], frames["next_steps"], frames["score_history"], period, plan).html,
        reports=_reports(manifest, plan).html,
        tables=_tables(rows).html,
    )


def _reports(manifest: Mapping[str, Any], plan: Plan) -> HtmlFragment:
    """A link to each page, the reason if there is none, and a note if it is out of date.

    Districts by reports; above them the city's own reports, so that the table is never wider than the page.
    """
    cells = {(row["scope"], row["notebook"]): _cell(row, manifest["basis"]) for row in manifest["reports"]}
    titles = {row["notebook"]: row["title"] for row in manifest["reports"] if row["scope"] != CITY}
    alone = [cell for (_, name), cell in cells.items() if name not in titles]
    items = Markup("").join(Markup("<li>{}</li>").format(cell) for cell in alone)
    line = Markup('<ul class="reports">{}</ul>').format(items) if alone else Markup("")
    if not titles:
        return HtmlFragment(line)
    there = {scope for scope, name in cells if name in titles}
    scopes = [scope for scope in (CITY, *plan.districts["district"]) if scope in there]
    rows = [
        [plan.district_names[scope], *[cells.get((scope, name), Markup("")) for name in titles]] for scope in scopes
    ]
    return HtmlFragment(line + html_table("各地区的报告", ["地区", *titles.values()], rows, set()).html)


def _cell(row: Mapping[str, Any], basis: Mapping[str, str]) -> Markup:
    if row["status"] != "made":
        return Markup('<span class="failed">失败：{}</span>').format(row["reason"])
    title = row["title"].removeprefix(row["name"])
    link = Markup('<a href="{}/{}.html">{}{}</a>').format(row["notebook"], row["scope"], row["name"], title)
    current = row["basis"] == basis.get(row["notebook"])
    return link if current else link + Markup("<br>数据、口径或笔记本已变，请重新生成")


def _tables(tables: Mapping[str, int]) -> HtmlFragment:
    whole = Markup('<a href="results/{}">全部结果（工作簿）</a>').format(FILE)
    about_it = f"每张表一个工作表，可以直接打印（很宽的用A3纸）；超过{LONGEST}行的只有单独的表"
    rows: list[list[object]] = [[whole, about_it, BLANK]]
    for name, count in tables.items():
        about = schemas.schema(schemas.of_result(name))
        link = Markup('<a href="results/{}.csv">{}</a>').format(name, about.title)
        rows.append([link, about.description, count])
    caption = "结果数据（可用 Excel 或 WPS 打开；单独的表列名为英文标识，中文列名见工作簿）"
    return text_table("downloads", ["file", "content", "rows"], rows, caption)

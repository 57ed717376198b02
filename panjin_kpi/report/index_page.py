"""The index page of a run: every report with its state, and the result tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.labels import shown_status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.page.notebook_page import css, environment, with_font
from panjin_kpi.report.workbook.book import FILE
from panjin_kpi.report.workbook.contents import LONGEST
from panjin_kpi.schemas.formats import BLANK, format_month

OF_INDICATORS = ("city_overview", "district_report")


def index_page(manifest: Mapping[str, Any], rows: Mapping[str, int], status: pd.DataFrame, plan: Plan) -> str:
    """Render ``index.html`` of a run.

    Parameters
    ----------
    manifest : mapping
        The run's manifest: period, audience, origin, reports.
    rows : mapping of str to int
        The result tables that were written, and how many rows each has.
    status : pandas.DataFrame
        The result of that name.
    """
    failed = [row for row in manifest["reports"] if row["status"] == "failed"]
    return with_font(
        environment()
        .get_template("index.html.j2")
        .render(
            css=Markup(css()),
            month=format_month(manifest["period"]),
            document=plan.document,
            manifest=manifest,
            fictitious=any(row["fictitious"] for row in manifest["reports"]),
            failed=failed,
            details=join_names((f"{row['name']}{row['title']}（{row['reason']}）" for row in failed), "份", "；"),
            reports=_reports(manifest, status, plan).html,
            tables=_tables(rows).html,
        )
    )


def _reports(manifest: Mapping[str, Any], status: pd.DataFrame, plan: Plan) -> HtmlFragment:
    words = plan.assessment.lights.words.value
    status = shown_status(plan, status)
    counts = pd.crosstab(status["scope"], status["light"]).reindex(columns=list(words), fill_value=0)
    shown = [level for level in words if level != "not_allocated"]
    rows = []
    for row in manifest["reports"]:
        address = f"{row['notebook']}/{row['scope']}"
        if row["status"] == "made":
            link = Markup('<a href="{}.html">{}</a>').format(address, f"{row['name']}　{row['title']}")
            state = "已生成" if row["basis"] == manifest["basis"] else "数据或口径已变，请重新生成"
        else:
            link = Markup("{}").format(f"{row['name']}　{row['title']}")
            state = Markup('<span class="failed">失败：{}</span>').format(row["reason"])
        judged = row["notebook"] in OF_INDICATORS and row["scope"] in counts.index
        cells = [counts.at[row["scope"], level] if judged else BLANK for level in shown]
        rows.append([link, *cells, state])
    header = ["报告", *[f"{words[level]}（项）" for level in shown], "生成情况"]
    return html_table("各报告及指标状态", header, rows, set(range(1, len(shown) + 1)))


def _tables(tables: Mapping[str, int]) -> HtmlFragment:
    whole = Markup('<a href="results/{0}">全部结果（{0}）</a>').format(FILE)
    rows: list[list[object]] = [
        [whole, f"每张表一个工作表，标识写成中文，可以直接打印；超过{LONGEST}行的表只有CSV", BLANK]
    ]
    for name, count in tables.items():
        about = schemas.schema(schemas.of_result(name))
        link = Markup('<a href="results/{0}.csv">{1}</a>').format(name, f"{about.title}（{name}.csv）")
        rows.append([link, about.description, count])
    return html_table("结果数据（可用 Excel 或 WPS 打开）", ["文件", "内容", "行数"], rows, {2})

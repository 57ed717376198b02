"""The page of definitions and rules, which every report refers to."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report import assessment, gradient, incubation, progress
from panjin_kpi.report.page.heading import glossary, paragraphs, whom_to_ask
from panjin_kpi.report.page.html_table import Shown
from panjin_kpi.report.page.notebook_page import rendered
from panjin_kpi.schemas.formats import format_month

FILE = "method.html"


def method_page(plan: Plan, period: str, reconciliation: pd.DataFrame, fictitious: bool, public: bool) -> str:
    """Render the page of plan rules and assumptions, shared by all pages of a month."""
    sections: dict[str, list[Shown]] = {
        "计划规定和假定": [assessment.method.cover(plan, int(period[:4]))],
        "报表口径": [progress.tables.assumptions(plan)],
        "考核计分": [assessment.method.rules(plan)],
        "企业资格初筛": [gradient.tables.rules(plan)],
        "孵化载体考核": [incubation.tables.rules(plan)],
        "计划文本前后不一致或未明确之处": [
            paragraphs(progress.narrative.reconciliation(reconciliation)[:1]),
            progress.tables.reconciliation_table(reconciliation),
        ],
    }
    parts = [
        Markup("<h2>{}</h2>").format(name) + Markup("").join(each.html for each in own)
        for name, own in sections.items()
    ]
    body = Markup("").join(parts)
    title = f"{format_month(period)}口径和办法" + ("（公开）" if public else "")
    about = {"document": plan.document, "fictitious": fictitious}
    return rendered("method.html.j2", title=title, body=body + glossary(body, whom_to_ask(plan)), **about)

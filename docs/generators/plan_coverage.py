"""Each sentence of the plan and where its data are, made from the reference data: ``make docs`` writes the page."""

import sys

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.batch.jobs import reports
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reading import read_reference
from panjin_kpi.schemas.fields import field

SEPARATOR = "；"
KINDS, STATES = (field("coverage", column).labels for column in ("kind", "state"))


def plan_coverage() -> str:
    """All sentences of the plan, and how many of each kind are in which state, as a Markdown page.

    >>> "| 四（四） | 将《实施方案》的年度工作目标分解到各县区、经济区" in plan_coverage()
    True
    """
    table, plan = read_reference(Project().reference, "coverage"), Plan.load()
    names = {
        "held_in": {name: schemas.schema(name).title for name in schemas.names()},
        "indicator": dict(plan.indicator_names.known),
        "page": {name: report.title for name, report in reports().items()},
    }
    counts = pd.crosstab(table["kind"], table["state"]).reindex(index=[*KINDS], columns=[*STATES], fill_value=0)
    counts.loc["total"] = counts.sum()
    words = KINDS | {"total": "合计"}
    title = schemas.schema("coverage")
    lines = [
        "# 计划逐句对照",
        "",
        f"本页由 `data/reference/coverage.csv` 生成（`make docs`），请勿手改。{title.description}",
    ]
    lines += ["", f"| 类别 | {' | '.join(STATES.values())} |", "|---" * (len(STATES) + 1) + "|"]
    lines += [f"| {words[str(kind)]} | {' | '.join(map(str, row))} |" for kind, *row in counts.itertuples()]
    shown = table.assign(kind=table["kind"].map(KINDS), state=table["state"].map(STATES))
    for column, known in names.items():
        shown[column] = [SEPARATOR.join(known[name] for name in listed(cell)) for cell in table[column]]
    heads = " | ".join(column.title for column in title.columns.values())
    lines += ["", f"| {heads} |", f"{'|---' * len(shown.columns)}|"]
    lines += [f"| {' | '.join(row)} |" for row in shown.fillna("").itertuples(index=False)]
    return "\n".join(lines) + "\n"


def listed(cell: object) -> list[str]:
    """What a cell lists; nothing where it is blank.

    >>> listed("targets；status"), listed(float("nan"))
    (['targets', 'status'], [])
    """
    return [] if pd.isna(cell) else str(cell).split(SEPARATOR)


if __name__ == "__main__":
    sys.stdout.write(plan_coverage())

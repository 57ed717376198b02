"""The choices of a column."""

from panjin_kpi import schemas
from panjin_kpi.reference.labels import YES_OR_NO
from panjin_kpi.reference.plan import CITY, Plan


def choices(table: str, column: str, plan: Plan) -> list[str]:
    """The labels that a column may have; empty where it is not a closed list.

    >>> choices("recognitions", "event", Plan.load()), choices("carriers", "carrier", Plan.load())
    (['认定', '重新认定', '撤销'], [])
    """
    spec = schemas.schema(table).columns[column]
    if str(spec.dtype) in ("bool", "boolean"):
        return list(YES_OR_NO.values())
    districts = plan.district_names.known
    named = {
        "district": [*plan.districts["name"], *([districts[CITY]] if table in ("progress", "events") else [])],
        "indicator": list(plan.indicators["name"]),
        "reporter": list(plan.reporters.known.values()),
        "owner": list(plan.reporters.known.values()),
        "task_no": [str(number) for number in plan.tasks["task_no"]],
        "tier": list(plan.words_of["tier"].known.values()),
        "event": list(plan.words_of["event"].known.values()),
    }
    if column in named:
        return named[column]
    for check in spec.checks:
        if check.name == "isin":
            return list(check.statistics["allowed_values"])
    return []

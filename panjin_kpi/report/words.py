"""The results in words: what people read where a table keeps an identifier."""

from collections.abc import Callable

import pandas as pd

from panjin_kpi.reference.labels import YES_OR_NO, words_by_column
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.bulletin.tables import TESTS, months_named
from panjin_kpi.report.gradient import words as gradient
from panjin_kpi.report.gradient.wording import five_year_name

DISAGREEMENTS = {
    "district_sum": "各地区之和与全市目标不等",
    "no_owner": "没有分解，也没有数量任务",
    "not_allocated": "缺某个地区的目标",
    "units_differ": "正文与附件2的单位不同",
}
KINDS = {"stock": "存量", "flow": "流量"}
Say = Callable[[str], str]


def in_words(plan: Plan, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A result as people read it: names for identifiers, 是 and 否; numbers, days and other texts as they are.

    Parameters
    ----------
    plan : Plan
        Names and words.
    table : str
        The table's schema.
    frame : pandas.DataFrame
        Typed rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"scope": ["city"], "tier": ["hnte"], "conflict": [False], "stock": [84]})
    >>> in_words(Plan.load(), "tier_stock", rows).to_numpy().tolist()
    [['全市', '高新技术企业', '否', 84]]
    """
    words, worded = _words(plan), frame.copy()
    for name in worded:
        say = words.get(f"{table}.{name}") or words.get(str(name))
        if pd.api.types.is_bool_dtype(worded[name]):
            worded[name] = worded[name].astype("object").map(YES_OR_NO)
        elif say and pd.api.types.is_string_dtype(worded[name]):
            worded[name] = worded[name].map({text: say(text) for text in worded[name].dropna().unique()})
    return worded


def _words(plan: Plan) -> dict[str, Say]:
    """How a column's identifiers are said, by its name, or by table and name where one name means several things."""
    shared = words_by_column(plan)
    lights = {str(light): word for light, word in plan.assessment.lights.words.value.items()}
    lists: dict[str, dict[str, str]] = shared | {
        "light": lights,
        "light_before": lights,
        "test": TESTS,
        "standing": gradient.STANDINGS,
        "outcome": gradient.OUTCOMES,
        "view": gradient.VIEWS,
        "criterion": gradient.criterion_names(plan),
        "attribution_counts.scope": shared["scope"] | {"unresolved": gradient.UNRESOLVED},
        "rewards.basis": shared["tier"] | shared["indicator"],
        "reconciliation.kind": DISAGREEMENTS,
        "outlook.kind": KINDS,
    }
    return {name: _found_in(known) for name, known in lists.items()} | {
        "from_tier": lambda tier: gradient.tier_name(plan, tier),
        "to_tier": lambda tier: gradient.tier_name(plan, tier),
        "combination": lambda tiers: gradient.combination_name(plan, tiers),
        "figure": gradient.figure_name,
        "months": months_named,
        "holders.scope": lambda place: gradient.place_name(plan, place),
        "expiring.scope": lambda place: gradient.place_name(plan, place),
        "outlook.indicator": lambda name: five_year_name(plan, name),
    }


def _found_in(known: dict[str, str]) -> Say:
    """What a list has no word for is said as it is written."""
    return lambda text: known.get(text, text)

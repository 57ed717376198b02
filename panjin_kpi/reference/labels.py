"""Chinese labels of identifiers, for a column, a cell or a table."""

from collections.abc import Callable
from numbers import Real

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import BEHIND, MISSED, NOT_DUE
from panjin_kpi.schemas.fields import field, kind
from panjin_kpi.schemas.formats import BLANK, format_months

BASES = {
    "reported": "按上报数",
    "evidenced": "按佐证数（没有可计数佐证表的指标按上报数）",
    # older reference folders have no labels for these
    "on_time": "按期限内报送的数",
    "attributed": "按归属已定的数",
}
MOVEMENTS = field("transitions", "movement").labels
STANDINGS = field("candidates", "standing").labels
DECEMBER = 12
NO_TIER = "无层级"
UNRESOLVED = "归属未定"
# changes of status in light_changes.csv
BETTER, WORSE, OVERTAKEN, REPORTED, SILENT = "变好", "变差", "要求提高", "新报", "本期未报"
MISSED_AT_LAST = "到年末没有完成"  # shown for BETTER and OVERTAKEN in December, when nothing is due by pace any more
UNDECIDED_ALONE = "只差归属未定的明细"  # not an overstatement; display only, in no result (DESIGN 5)
STILL_DUE = "佐证未报齐"  # the city's figure before the deadline of the districts that prove it; display only
TARGET_AND_DUE, OF_A_MONTH = "target_and_due", ["period", "scope", "indicator"]
NOTHING_ASKED = "目标为0的视为已完成"
FINANCED = {"all": "合计", "tenants": "在孵企业", "others": "其他企业", "unnamed": "未注明企业"}
OVERALL = {"overall": "总结论"}  # in the list of criteria

YES_OR_NO = {True: "是", False: "否"}
Say = Callable[[str], str]


def to_labels(plan: Plan, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table for people: identifiers become names, booleans 是 and 否; numbers, days and other texts stay.

    >>> rows = pd.DataFrame({"scope": ["city"], "tier": ["hnte"], "firm": [False], "stock": [84]})
    >>> to_labels(Plan.load(), "tier_stock", rows).to_numpy().tolist()
    [['全市', '高新技术企业', '否', 84]]
    """
    worded = as_shown(plan, table, frame)
    for name in worded:
        worded[name] = column_labels(plan, table, worded[name])
    return worded


def as_shown(plan: Plan, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table with the statuses and verdicts that no result has and people read, still as identifiers."""
    shown = shown_status(plan, frame)
    if table == "evidence" and {"reported", "evidenced", "undecided", "verdict"} <= set(frame):
        shown["verdict"] = shown_verdict(frame, plan.awaited)
    return shown


def column_labels(plan: Plan | None, table: str, values: pd.Series) -> pd.Series:
    """Labels of the values of one field (the series' name); without a plan, only those in ``fields.yaml``."""
    name = str(values.name)
    words, known = _words(plan) if plan else {}, field(table, name).labels
    say = words.get(f"{table}.{name}") or words.get(name) or (_found_in(known) if known else None)
    if pd.api.types.is_bool_dtype(values) or kind(table, name).startswith("bool"):
        return values.astype("object").map(YES_OR_NO)
    if say and pd.api.types.is_string_dtype(values):
        return values.map({text: say(text) for text in values.dropna().unique()})
    return values


def judged_by(plan: Plan | None, table: str, column: str, rows: pd.DataFrame) -> list[tuple[float, ...]]:
    """For each row what its figure was judged by, which formats must not round it onto (``bounds`` in fields.yaml).

    >>> judged_by(None, "status", "actual", pd.DataFrame({"actual": [4.499, 3.0], "target": [4.5, "未分解"]}))
    [(4.5,), ()]
    """
    bounds: list[float | str] = []
    for bound in field(table, column).bounds:
        bounds += plan.assessment.limits.get(str(bound), (bound,)) if plan else (bound,)
    known = [rows[bound] if bound in rows else [bound] * len(rows) for bound in bounds]
    if plan and TARGET_AND_DUE in bounds and set(OF_A_MONTH) <= set(rows):
        known += zip(*map(plan.target_and_due, *(rows[name] for name in OF_A_MONTH)), strict=True)
    rows_of = zip(*known, strict=True) if known else [()] * len(rows)
    return [tuple(float(value) for value in row if isinstance(value, Real)) for row in rows_of]


def not_due(status: pd.DataFrame) -> pd.Series:
    """Which rows, of ``status`` or shown, have nothing due yet by the plan's pace, whether reported or not."""
    return status["light"].isin([NOT_DUE, "on_pace", "unreported"]) & status["planned"].eq(0)


def due_only(status: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``shown_status`` without a planned share and a gap where nothing is due yet, or there is no target."""
    due = status["target"].notna() & ~not_due(status)
    return status.assign(**{name: status[name].where(due) for name in ("planned", "gap_points")})


def done_by_rule(status: pd.DataFrame, form: str = "（{}）", light: str = "done") -> str:
    """That a target of 0 is done by rule, where a cell of that status has one.

    >>> done_by_rule(pd.DataFrame({"light": ["done", "behind"], "target": [0.0, 4.0]}))
    '（目标为0的视为已完成）'
    """
    return form.format(NOTHING_ASKED) if (status["light"].eq(light) & status["target"].eq(0)).any() else ""


def shown_status(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """A copy with the statuses for display only: ``not_due`` and ``missed``.

    What is on pace only because nothing is due yet is ``not_due``; what is behind in December, when the year is over
    (:meth:`Plan.is_over`), is ``missed``, and so is its change since November, which the pace has no part in.

    Parameters
    ----------
    frame : pandas.DataFrame
        May have ``light`` and ``light_before`` (of the previous month).

    Examples
    --------
    >>> rows = pd.DataFrame({"period": "2021-11", "indicator": ["new_eaglet", "activities"], "light": "on_pace"})
    >>> shown_status(Plan.load(), rows)["light"].tolist()
    ['not_due', 'on_pace']
    """
    shown = frame.copy()
    if not {"period", "indicator"} <= set(frame) or frame.empty:
        return shown
    shares = plan.planned_shares
    row = shares.index.get_indexer(frame["indicator"])
    month = frame["period"].str[5:].fillna("1").astype("int64").to_numpy()
    for column, earlier in (("light", 0), ("light_before", 1)):
        if column in frame:
            due = shares.to_numpy()[row, np.maximum(month - 1 - earlier, 0)] > 0
            shown[column] = frame[column].mask((frame[column] == "on_pace") & (row >= 0) & ~due, NOT_DUE)
            over = (month - earlier == DECEMBER) & frame["period"].ne(plan.awaited) & frame[column].isin(BEHIND)
            shown[column] = shown[column].mask(over, MISSED)
    if {"light", "change"} <= set(shown):
        fell = shown["light"].eq(MISSED) & shown["change"].isin([BETTER, OVERTAKEN])
        shown["change"] = shown["change"].mask(fell, MISSED_AT_LAST)
    return shown


def shown_verdict(evidence: pd.DataFrame, awaited: str = "") -> pd.Series:
    """The verdicts of ``evidence``, with one of its own where undecided enterprises may explain the excess.

    And one where districts still have time to prove the city's figure: in the ``awaited`` month (:class:`Plan`).

    >>> rows = pd.DataFrame({"reported": [4.0, 5.0, 6.0], "evidenced": 3.0, "undecided": 2, "verdict": "多报"})
    >>> shown_verdict(rows).tolist()
    ['只差归属未定的明细', '只差归属未定的明细', '多报']
    """
    beyond = evidence["reported"] - evidence["evidenced"]
    undecided = evidence["undecided"].fillna(0).astype("int64")  # absent in results of earlier versions
    verdict = evidence["verdict"].mask((beyond > 0) & (beyond <= undecided), UNDECIDED_ALONE)
    if awaited and {"period", "scope"} <= set(evidence):
        waits = evidence["period"].eq(awaited) & evidence["scope"].eq(CITY)
        verdict = verdict.mask(waits & verdict.isin(["多报", "无佐证"]), STILL_DUE)
    return verdict


def _words(plan: Plan) -> dict[str, Say]:
    """The labels of a column's identifiers, by column, or by table and column where one name has several meanings."""
    districts, units, indicators = plan.district_names.known, plan.unit_names.known, plan.indicator_names.known
    levels = {str(level): word for level, word in plan.assessment.lights.words.value.items()}
    lists: dict[str, dict[str, str]] = {name: words.known for name, words in plan.words_of.items()}
    lists |= {
        "district": districts,
        "scope": districts,
        "indicator": indicators,
        "reporter": units | districts,
        "owner": units | districts,
        "light": levels,
        "light_before": levels,
        "criterion": OVERALL | {rule.id: rule.name for _, rule in plan.tiers.criteria()},
        "attribution_counts.scope": districts | {"unresolved": UNRESOLVED},
        "holders.scope": districts | {CITY: UNRESOLVED},
        "expiring.scope": districts | {CITY: UNRESOLVED},
        "rewards.basis": lists["tier"] | indicators,
        "finance_reach.group": lists["tier"] | FINANCED,
    }
    return {name: _found_in(known) for name, known in lists.items()} | {
        "from_tier": lambda tier: tier_name(plan, tier),
        "to_tier": lambda tier: tier_name(plan, tier),
        "indicator_and_unit": lambda name: f"{plan.indicator_names[name]}（{unit_of(plan, name)}）",
        "combination": lambda tiers: "＋".join(tier_name(plan, tier) for tier in tiers.split("+")),
        "figure": figure_name,
        "months": format_months,
        "outlook.indicator": lambda name: five_year_name(plan, name),
        "carrier_items.item": lambda item: schemas.title("carrier_results", item),
    }


def _found_in(known: dict[str, str]) -> Say:
    return lambda text: known.get(text, text)


def tier_name(plan: Plan, tier: str) -> str:
    """A tier's label, or that of ``none``.

    >>> tier_name(Plan.load(), "hnte"), tier_name(Plan.load(), "none")
    ('高新技术企业', '无层级')
    """
    return plan.words_of["tier"].known.get(tier, NO_TIER)


def figure_name(figure_id: str) -> str:
    """The label of an enterprise's figure, without its unit.

    >>> figure_name("rd_expense_wan"), figure_name("registered_on")
    ('研发费用', '注册时间')
    """
    known = figure_id in schemas.schema("financials").columns
    unit = field("financials", figure_id).unit
    return schemas.title("financials", figure_id).removesuffix(f"（{unit}）") if known else "注册时间"


def five_year_name(plan: Plan, indicator: str) -> str:
    """The label of a five-year indicator: carriers, in total or of a level, or a tier's name."""
    return field("five_year", "indicator").labels.get(indicator) or tier_name(plan, indicator)


def basis_name(plan: Plan, basis: str) -> str:
    """The label of a basis."""
    return plan.words_of["basis"].known.get(basis) or BASES[basis]


def by_basis(plan: Plan) -> str:
    """The words before scores and losses that are not of reported figures (``default_basis``).

    >>> by_basis(Plan.load())
    ''
    """
    return "按佐证数计分，" if plan.assessment.default_basis.value == "evidenced" else ""


def unit_of(plan: Plan, indicator: str) -> str:
    """An indicator's unit."""
    return str(plan.by_indicator.at[indicator, "unit"])


def probability_label(plan: Plan, probability: float) -> str:
    """A probability in the words of ``assessment.yaml`` (``likelihood``, assumption); a dash where there is none.

    >>> plan = Plan.load()
    >>> probability_label(plan, 0.5581), probability_label(plan, float("nan"))
    ('五五开', '—')
    """
    if pd.isna(probability):
        return BLANK
    return next(step.word for step in plan.assessment.likelihood.value if probability >= step.from_probability)

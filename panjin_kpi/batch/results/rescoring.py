"""Status, score and rank of a month under other settings than the office's."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from math import inf
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from panjin_kpi.analysis.progress.evidence import compared
from panjin_kpi.analysis.progress.status import path, status, with_status
from panjin_kpi.analysis.progress.targets import effective_targets
from panjin_kpi.analysis.progress.year_grid import grid, last_known, year_grid
from panjin_kpi.analysis.registry import value
from panjin_kpi.analysis.scopes import CELL
from panjin_kpi.errors import WrongParameters
from panjin_kpi.reference.calendar import existing_unit
from panjin_kpi.reference.names import UnknownName
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.plan_checks import check_plan
from panjin_kpi.reference.settings.assessment import Assessment
from panjin_kpi.reference.settings.messages import settings_message

NEEDED = ("path", "evidence", "timeliness")
RESCORED = ("status", "scores", "contributions", "next_steps")
PROOF = "evidence_rows"  # no setting changes it, so figures under other settings can be traced too
TRIED = "tried"  # name for weights that are not one of the office's presets
More = Mapping[tuple[str, str], float]  # what districts would have finished beyond what they reported, by indicator


def rescored(
    frames: Mapping[str, pd.DataFrame], plan: Plan, period: str, more: More | None = None
) -> dict[str, pd.DataFrame]:
    """The results that depend on the settings of the assessment alone, computed again from those that do not.

    The latter are returned too, so that other settings can be added. ``more`` is as of ``ResultSet.under``.
    """
    known = {name: frames[name] for name in NEEDED} | {"plan": plan, "period": period}
    given = frames["status"]
    targets = effective_targets(plan, int(period[:4])).set_index(CELL)["target"]
    measured = given.assign(target=targets.reindex(pd.MultiIndex.from_frame(given[CELL])).to_numpy())
    known["status"] = with_status(measured, plan)[list(given)]
    if more:
        known |= _with_more(known, plan, period, more)
    proof = {PROOF: frames[PROOF]} if PROOF in frames else {}
    return {name: value(name, known) for name in (*RESCORED, *NEEDED)} | proof


def _with_more(known: Mapping[str, Any], plan: Plan, period: str, more: More) -> dict[str, pd.DataFrame]:
    """Status, path and evidence as if the month's reports had ``more``, with rows that prove it.

    Of the grid only the cell and the city's sum are raised: the sum also has what districts that have ended reported.
    """
    given, proofs = known["path"], known["evidence"].copy()
    year = year_grid(given.iloc[:0].rename(columns={"scope": "district", "actual": "value"}), plan, period)
    axes = {"period": year.months, "scope": year.scopes, "indicator": year.indicators}
    year = replace(year, actual=grid(given, axes, "actual"))
    for (district, indicator), number in _cells(plan, period, more).items():
        raised, of = [year.scopes.index(CITY), year.scopes.index(district)], year.indicators.index(indicator)
        year.actual[-1, raised, of] = np.nan_to_num(last_known(year.actual[:, raised, of])[-1]) + number
        proofs.loc[proofs["scope"].isin([district, CITY]) & (proofs["indicator"] == indicator), "evidenced"] += number
    reported = status(year, plan)
    proofs["reported"] = reported.set_index(CELL)["actual"].loc[pd.MultiIndex.from_frame(proofs[CELL])].to_numpy()
    return {"status": reported, "path": path(year), "evidence": compared(proofs, plan)}


def _cells(plan: Plan, period: str, more: More) -> dict[tuple[str, str], float]:
    """The same by identifiers, checked."""
    measures, cells = plan.by_indicator["measure"], dict[tuple[str, str], float]()
    split = plan.split_indicators(int(period[:4]))
    for names, number in more.items() if isinstance(more, Mapping) else [((), 0)]:
        if not (isinstance(names, tuple) and len(names) == 2 and _is_weight(number)):
            raise WrongParameters('more 要写成 {("大洼区", "活动"): 2}：地区、指标、再完成的数，数不小于0')
        district = existing_unit(plan, plan.district_names.resolve(names[0]), period)
        indicator = plan.indicator_names.resolve(names[1])
        kind = measures[indicator]
        if (
            district == CITY
            or indicator not in split
            or kind not in ("count", "amount")
            or (kind == "count" and number % 1)
        ):
            raise WrongParameters(
                f"more：{names[0]}的{names[1]}不能再加{number}。要是一个地区的计数（整数）或金额，并分解到地区"
            )
        if (district, indicator) in cells:
            raise WrongParameters(f"more：{names[0]}的{names[1]}写了两次，名称不同")
        cells[district, indicator] = number
    return cells


def with_settings(plan: Plan, settings: Mapping[str, Any]) -> Plan:
    """The plan with other settings of ``assessment.yaml``, checked as the file is.

    Parameters
    ----------
    settings : mapping
        By the names of the file, those in ``lights`` too; ``weights`` is a preset's name, or by any of their names the
        weights of the indicators that are not to weigh 1.

    Raises
    ------
    WrongParameters
        There is no such setting or its value is not allowed.

    Examples
    --------
    >>> with_settings(Plan.load(), {"cap": 1.2}).assessment.cap.value
    1.2
    >>> with_settings(Plan.load(), {"cap": 0.5})
    Traceback (most recent call last):
    panjin_kpi.errors.WrongParameters: cap.value：应不小于1.0（现值 0.5）
    """
    written = plan.assessment.model_dump(by_alias=True)
    values = {name: entry for name, entry in (written | written["lights"]).items() if "value" in (entry or ())}
    for name, given in settings.items():
        if name in values:
            values[name]["value"] = given
        elif name != "weights":
            raise UnknownName("口径", name, get_close_matches(name, [*values, "weights", "more"], n=1))
        elif isinstance(given, str):
            written[name]["preset"]["value"] = given
        else:
            written[name]["presets"]["value"][TRIED] = _preset(plan, given)
            written[name]["preset"]["value"] = TRIED
    try:
        changed = replace(plan, assessment=Assessment.model_validate(written))
    except ValidationError as error:
        raise WrongParameters(settings_message(error, written)) from error
    check_plan(changed)
    return changed


def _preset(plan: Plan, weights: Mapping[str, float]) -> dict[str, Any]:
    """A preset in which each indicator is a separate group with its share of the total weight."""
    if not isinstance(weights, Mapping) or not all(_is_weight(weight) for weight in weights.values()):
        raise WrongParameters("weights 要写成一套权重的名称，或各指标的权重 {指标: 权重}，权重是不小于0的数")
    named = {plan.indicator_names.resolve(name): weight for name, weight in weights.items()}
    if len(named) < len(weights):
        raise WrongParameters(f"weights：{'、'.join(map(str, weights))}里有两个是同一项指标的名称")
    own = dict.fromkeys(plan.indicators["indicator"], 1.0) | named
    whole = sum(own.values()) or 1.0
    groups = [{"share": weight / whole, "indicators": [name]} for name, weight in own.items()]
    return {"default": 0.0, "groups": groups}


def _is_weight(weight: object) -> bool:
    return isinstance(weight, int | float) and 0 <= weight < inf

"""Status, score and rank of a month under other settings than the office's."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from math import inf
from typing import Any

import pandas as pd
from pydantic import ValidationError

from panjin_kpi.analysis.progress.status import with_status
from panjin_kpi.analysis.registry import value
from panjin_kpi.errors import WrongParameters
from panjin_kpi.reference.names import UnknownName
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.plan_checks import check_plan
from panjin_kpi.reference.settings.assessment import Assessment
from panjin_kpi.reference.settings.messages import settings_message

NEEDED = ("path", "evidence", "timeliness")
RESCORED = ("status", "scores", "contributions", "next_steps")
TRIED = "tried"  # name of weights that are no preset of the office's


def rescored(frames: Mapping[str, pd.DataFrame], plan: Plan, period: str) -> dict[str, pd.DataFrame]:
    """The results that depend on the settings of the assessment alone, computed again from those that do not.

    The latter are returned too, so that other settings can be added.
    """
    status = frames["status"]
    known = {name: frames[name] for name in NEEDED} | {"plan": plan, "period": period}
    known["status"] = with_status(status, plan)[list(status)]
    return {name: value(name, known) for name in (*RESCORED, *NEEDED)}


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
            raise UnknownName("口径", name, get_close_matches(name, [*values, "weights"], n=1))
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
    """Each indicator as a group of its own, which has its part of the whole."""
    if not isinstance(weights, Mapping) or not all(_is_weight(weight) for weight in weights.values()):
        raise WrongParameters("weights 要写成一套权重的名称，或各指标的权重 {指标: 权重}，权重是不小于0的数")
    own = dict.fromkeys(plan.indicators["indicator"], 1.0)
    own |= {plan.indicator_names.resolve(name): weight for name, weight in weights.items()}
    whole = sum(own.values()) or 1.0
    groups = [{"share": weight / whole, "indicators": [name]} for name, weight in own.items()]
    return {"default": 0.0, "groups": groups}


def _is_weight(weight: object) -> bool:
    return isinstance(weight, int | float) and 0 <= weight < inf

"""All result tables of one period, by name: calls each figure's function once."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from panjin_kpi.analysis.assessment.next_steps import next_steps
from panjin_kpi.analysis.assessment.penalties import penalties
from panjin_kpi.analysis.assessment.score import contributions, scores
from panjin_kpi.analysis.assessment.scores_by_basis import counted_status, scores_by_basis
from panjin_kpi.analysis.assessment.sensitivity import rank_ranges
from panjin_kpi.analysis.bulletin.action_items import open_matters, open_matters_summary
from panjin_kpi.analysis.bulletin.notice_candidates import bulletin_candidates
from panjin_kpi.analysis.bulletin.status_changes import light_changes
from panjin_kpi.analysis.bulletin.survey_schedule import survey_round
from panjin_kpi.analysis.bulletin.task_status import task_status
from panjin_kpi.analysis.bulletin.timeliness import timeliness_history
from panjin_kpi.analysis.eligibility.candidates import candidates
from panjin_kpi.analysis.eligibility.eligibility import eligibility
from panjin_kpi.analysis.eligibility.target_gap import places
from panjin_kpi.analysis.gradient.attribution import attribution, attribution_counts
from panjin_kpi.analysis.gradient.expiry import expiring, expiring_summary, expiry_calendar
from panjin_kpi.analysis.gradient.holders import holders
from panjin_kpi.analysis.gradient.overlap import ladder_total, tier_overlap
from panjin_kpi.analysis.gradient.stock_and_flow import tier_flow, tier_stock
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.analysis.gradient.time_to_promotion import climb, climb_summary
from panjin_kpi.analysis.gradient.transitions import transitions
from panjin_kpi.analysis.incubation.carrier_summary import carrier_summary
from panjin_kpi.analysis.incubation.carriers import carriers
from panjin_kpi.analysis.incubation.rewards import rewards
from panjin_kpi.analysis.progress.corrections import corrections
from panjin_kpi.analysis.progress.evidence import evidence
from panjin_kpi.analysis.progress.five_year_outlook import outlook
from panjin_kpi.analysis.progress.forecast import forecast
from panjin_kpi.analysis.progress.history import status_history
from panjin_kpi.analysis.progress.status import path, status
from panjin_kpi.reference.calendar import month_before, month_end
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.reconciliation import reconcile

Frames = dict[str, pd.DataFrame]


def results(tables: Mapping[str, pd.DataFrame], plan: Plan, period: str, as_of: date | None = None) -> Frames:
    """Compute the results that the reports draw.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The snapshot's tables.
    plan : Plan
        The reference data.
    period : str
        Month, ``YYYY-MM``.
    as_of : datetime.date, optional
        Day of the month on which enterprises and carriers are looked at; its last by default.

    Returns
    -------
    dict
        Each result by the name of its file; columns as in its schema (:func:`~panjin_kpi.schemas.of_result`).
    """
    progress, day = tables["progress"], as_of or month_end(period)
    measured, months = status(progress, plan, period), path(progress, plan, period)
    dispatch = _dispatch(tables, plan, period, measured)
    return {
        "status": measured,
        "path": months,
        **_assessment(tables, plan, period, measured, months, penalties(dispatch["timeliness"], plan)),
        **dispatch,
        **_gradient(tables, plan, day, measured),
        **_incubation(tables, plan, day),
        "reconciliation": reconcile(plan),
    }


def _assessment(
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    period: str,
    measured: pd.DataFrame,
    months: pd.DataFrame,
    taken: pd.Series,
) -> Frames:
    """Who leads and how firmly, where the year will end, what to do next, and what the rows prove."""
    progress, proven = tables["progress"], evidence(measured, tables, plan, period)
    counted = counted_status(measured, proven, plan)
    parts = contributions(counted, months, plan, period)
    return {
        "scores": scores(parts, measured, plan, period, taken),
        "contributions": parts,
        "rank_ranges": rank_ranges(counted, months, plan, period, penalties=taken),
        "scores_by_basis": scores_by_basis(measured, proven, progress, plan, period),
        "forecast": forecast(measured, plan, period),
        "next_steps": next_steps(parts, counted, plan),
        "evidence": proven,
        "corrections": corrections(progress, plan, period),
    }


def _dispatch(tables: Mapping[str, pd.DataFrame], plan: Plan, period: str, measured: pd.DataFrame) -> Frames:
    """Who reported when, what changed, what is open, whom to talk to."""
    progress, reported = tables["progress"], tables["task_progress"]
    history, reports = status_history(progress, plan, period), timeliness_history(progress, reported, plan, period)
    before = history[history["period"] == month_before(period)]
    return {
        "timeliness": reports,
        "tasks": task_status(reported, plan, period),
        "light_changes": light_changes(measured, before, plan),
        "bulletin_candidates": bulletin_candidates(history, reports, plan, period),
        "survey_round": survey_round(plan, period),
        "open_matters": open_matters(tables["actions"], plan, period),
        "open_matters_summary": open_matters_summary(tables["actions"], plan, period),
    }


def _gradient(tables: Mapping[str, pd.DataFrame], plan: Plan, day: date, measured: pd.DataFrame) -> Frames:
    """Who stands on which step, who can climb, who may fall."""
    enterprises, recognitions, figures = (tables[name] for name in ("enterprises", "recognitions", "financials"))
    held = tenures(enterprises, recognitions, plan.tiers)
    stock, curve = tier_stock(held, plan, day), climb(held, plan, day)
    possible = candidates(enterprises, figures, recognitions, plan, day)
    attributed = attribution(enterprises, plan)
    return {
        "tier_stock": stock,
        "tier_flow": tier_flow(held, plan, day),
        "tier_overlap": tier_overlap(held, plan, day),
        "ladder_total": ladder_total(held, plan, day),
        "holders": holders(held, plan, day),
        "transitions": transitions(held, plan, date(day.year - 1, 12, 31), day),
        "climb": curve,
        "climb_summary": climb_summary(held, plan, day, curve),
        "expiring": expiring(held, plan, day),
        "expiring_summary": expiring_summary(held, plan, day),
        "expiry_calendar": expiry_calendar(held, plan, day),
        "eligibility": eligibility(enterprises, figures, recognitions, plan, day),
        "candidates": possible,
        "places": places(possible, measured, plan, day),
        "outlook": outlook(stock, tables["carriers"], recognitions, plan, day),
        "attribution": attributed,
        "attribution_counts": attribution_counts(attributed, plan),
    }


def _incubation(tables: Mapping[str, pd.DataFrame], plan: Plan, day: date) -> Frames:
    """What the carriers have and do."""
    listed, incubatees, events = tables["carriers"], tables["incubatees"], tables["events"]
    recognitions = tables["recognitions"]
    each = carriers(listed, incubatees, recognitions, events, plan, day)
    grounds = rewards(listed, incubatees, recognitions, events, plan, day)
    return {"carriers": each, "carrier_summary": carrier_summary(each, grounds, plan, day), "rewards": grounds}

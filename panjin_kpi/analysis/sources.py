"""From which submitted tables each result is computed, so that a changed figure names only what can have changed it."""

from panjin_kpi.reference.plan import Plan

FIGURES = frozenset({"progress"})
REPORTS = FIGURES | {"task_progress"}
EVIDENCE = frozenset({"events", "recognitions", "enterprises", "incubatees", "carriers"})
REGISTER = frozenset({"enterprises", "recognitions"})
APPLICANTS = REGISTER | {"financials"}
INCUBATION = frozenset({"carriers", "incubatees", "recognitions", "events"})
MATTERS = frozenset({"actions"})
GIVEN: frozenset[str] = frozenset()  # the plan alone
SCORED = ("scores", "contributions", "rank_ranges", "next_steps")
PENALISED = ("scores", "rank_ranges")
SOURCES = {
    **dict.fromkeys(("status", "path", "forecast", "light_changes", "corrections", *SCORED), FIGURES),
    **dict.fromkeys(("timeliness", "bulletin_candidates"), REPORTS),
    "tasks": frozenset({"task_progress"}),
    **dict.fromkeys(("open_matters", "open_matters_summary"), MATTERS),
    **dict.fromkeys(("survey_round", "reconciliation"), GIVEN),
    **dict.fromkeys(("evidence", "scores_by_basis"), FIGURES | EVIDENCE),
    **dict.fromkeys(
        ("tier_stock", "tier_flow", "tier_overlap", "ladder_total", "holders", "transitions", "climb", "climb_summary"),
        REGISTER,
    ),
    **dict.fromkeys(("expiring", "expiring_summary", "expiry_calendar"), REGISTER),
    **dict.fromkeys(("eligibility", "candidates"), APPLICANTS),
    "places": APPLICANTS | FIGURES,
    "outlook": REGISTER | {"carriers"},
    **dict.fromkeys(("attribution", "attribution_counts"), frozenset({"enterprises"})),
    **dict.fromkeys(("carriers", "carrier_summary", "rewards"), INCUBATION),
}


def sources(result: str, plan: Plan) -> frozenset[str]:
    """The submitted tables that a result table is computed from.

    Parameters
    ----------
    result : str
        The result by the name of its file.
    plan : Plan
        Scores also come from the evidence, or from who reported late, where ``assessment.yaml`` says so.

    Examples
    --------
    >>> plan = Plan.load()
    >>> sorted(sources("scores", plan)), sorted(sources("open_matters", plan))
    (['progress'], ['actions'])
    """
    found, rules = SOURCES[result], plan.assessment
    if result in SCORED and rules.default_basis.value == "evidenced":
        found = found | EVIDENCE
    if result in PENALISED and rules.penalty.value.enabled:
        found = found | REPORTS
    return found

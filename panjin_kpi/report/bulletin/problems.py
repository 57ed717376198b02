"""A month's problems and requirements, for the audience that the results are made for."""

from collections.abc import Mapping

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment import evidence_narrative
from panjin_kpi.report.bulletin import narrative, task_narrative

Frames = Mapping[str, pd.DataFrame]


def problems(frames: Frames, plan: Plan, period: str) -> list[str]:
    """Who reported late or not at all, which figures nothing proves, and, inside the office, who may be named.

    ``frames`` are the results of one period by name; those of a public run lack the lists of units and action items.
    """
    sentences = narrative.reporting(_of(frames["timeliness"], period)) + evidence_narrative.evidence(
        frames["evidence"], plan
    )
    if "undecided" in frames:
        sentences += evidence_narrative.undecided(frames["undecided"], plan)
    if "tasks" in frames:
        sentences += task_narrative.tasks(frames["tasks"], frames["status"], plan)
    if "bulletin_candidates" in frames:
        sentences += narrative.candidates(frames["bulletin_candidates"], frames["status"], plan)
    if "open_matters" in frames:
        sentences += narrative.open_matters(frames["open_matters"], frames["open_matters_summary"])
    return sentences


def requirements(frames: Frames, plan: Plan, period: str) -> list[str]:
    """What is required next; ``frames`` as for :func:`problems`."""
    tasks, matters = (
        frames[name] if name in frames else schemas.empty(schemas.of_result(name)) for name in ("tasks", "open_matters")
    )
    late = _of(frames["timeliness"], period)
    return narrative.next_requirements(frames["status"], late, tasks, matters, plan, period)


def _of(timeliness: pd.DataFrame, period: str) -> pd.DataFrame:
    return timeliness[timeliness["period"] == period]

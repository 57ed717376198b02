"""A month's problems and requirements, for the audience that the results are made for."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import first_period
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment import evidence_narrative
from panjin_kpi.report.assessment import narrative as assessment
from panjin_kpi.report.assessment.score_format import by_rank
from panjin_kpi.report.bulletin import narrative, task_narrative
from panjin_kpi.report.page.lists import LONGEST
from panjin_kpi.report.progress import narrative as progress
from panjin_kpi.report.signatures import Frames


def by_subject(frames: Frames, plan: Plan, period: str) -> list[list[str]]:
    """Who reported late or not at all, which figures nothing proves, and, inside the office, who may be named.

    ``frames`` are the results of one period by name; those of a public run lack the lists of units and action items.
    """
    evidence = evidence_narrative.evidence(frames["evidence"], plan)
    if "undecided" in frames:
        evidence += evidence_narrative.undecided(frames["undecided"], plan)
    else:  # the public edition names no enterprise
        evidence.append("归属未定的企业只佐证全市数，不佐证任何地区的数，名称不公开。")
    if "carrier_building" in frames:
        evidence += task_narrative.coverage_doubt(frames["carrier_building"], plan)
    late = evidence_narrative.score_without_late(frames["corrections"], frames["scores_by_basis"], plan, period)
    subjects = [narrative.reporting(_of(frames["timeliness"], period)), evidence + late]
    if "tasks" in frames and period >= first_period(plan):
        subjects.append(task_narrative.tasks(frames, plan))
    if "bulletin_candidates" in frames:
        subjects.append(narrative.candidates(frames["bulletin_candidates"], frames["status"], plan)[:1])
    if "open_matters" in frames:
        subjects.append(narrative.open_matters(frames["open_matters"], frames["open_matters_summary"]))
    return subjects


def districts(frames: Frames, plan: Plan, period: str) -> list[list[str]]:
    """Who is behind and who did not report; by rank each one's score, distance to the one above, and its losses."""
    scores, firmness = frames["scores"], frames["rank_verdict"]
    return [
        progress.districts(_of(frames["status"], period), plan),
        *(
            assessment.rank(scores, firmness, row.district, plan, below=False)[:1]
            + assessment.losses(frames["next_steps"], scores, row.district, plan)
            for row in by_rank(scores).head(LONGEST).itertuples()
        ),
    ]


def requirements(frames: Frames, plan: Plan, period: str) -> list[str]:
    """What is required next; ``frames`` as for :func:`by_subject`."""
    tasks, matters, measures = (
        frames[name] if name in frames else schemas.empty(schemas.of_result(name))
        for name in ("tasks", "open_matters", "measure_status")
    )
    late = _of(frames["timeliness"], period)
    status, corrections = frames["status"], frames["corrections"]
    return narrative.next_requirements(status, late, corrections, tasks, matters, measures, plan, period)


def _of(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    return frame[frame["period"] == period]

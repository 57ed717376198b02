"""A month's problems and requirements, for the audience that the results are made for."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import first_period, month_after
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment import evidence_narrative
from panjin_kpi.report.assessment import narrative as assessment
from panjin_kpi.report.assessment.score_format import by_rank
from panjin_kpi.report.bulletin import narrative, task_narrative
from panjin_kpi.report.page.lists import LONGEST, join_names, rows_of
from panjin_kpi.report.progress import final_accounts
from panjin_kpi.report.progress import narrative as progress
from panjin_kpi.report.signatures import Frames


def reports_and_evidence(frames: Frames, plan: Plan, period: str) -> list[list[str]]:
    """Who reported late or not at all; which figures are unproven, of which enterprises, and corrected after their day.

    ``frames`` are the results of one period by name; those of a public run lack the lists of units and action items.
    A list of sentences for each subject, which may be empty.
    """
    undecided = ["归属未定的企业只佐证全市数，不佐证任何地区的数，名称不公开。"]  # a public page names none
    if "undecided" in frames:
        undecided = evidence_narrative.undecided(frames["undecided"], plan)
    return [
        narrative.reporting(rows_of(frames["timeliness"], "period", period)),
        evidence_narrative.evidence(frames["evidence"], plan),
        undecided,
        task_narrative.coverage_doubt(frames["carrier_building"], plan) if "carrier_building" in frames else [],
        evidence_narrative.score_without_late(frames["corrections"], frames["scores_by_basis"], plan, period),
    ]


def by_subject(frames: Frames, plan: Plan, period: str) -> list[list[str]]:
    """Reports and evidence and, in the internal edition, tasks, who may be named in the bulletin, and open matters.

    ``frames`` as for :func:`reports_and_evidence`.
    """
    subjects = reports_and_evidence(frames, plan, period)
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
        progress.districts(rows_of(frames["status"], "period", period), plan),
        *(
            assessment.rank(scores, firmness, row.district, plan, below=False)[:1]
            + assessment.losses(frames["next_steps"], scores, row.district, plan)
            for row in by_rank(scores).head(LONGEST).itertuples()
        ),
    ]


def requirements(frames: Frames, plan: Plan, period: str) -> list[str]:
    """Requirements for figures behind plan, late reports and open matters, and the due day of the next report.

    ``frames`` as for :func:`reports_and_evidence`.
    """
    tasks, matters, measures = (
        frames[name] if name in frames else schemas.empty(schemas.of_result(name))
        for name in ("tasks", "open_matters", "measure_status")
    )
    timeliness = rows_of(frames["timeliness"], "period", period)
    status, corrections = frames["status"], frames["corrections"]
    if month_after(period) < first_period(plan):
        return ["计划印发前没有应报的报表。"]
    request = final_accounts.next_request(plan, timeliness, corrections, period)
    sentences = narrative.explanations(status, plan, period, request.by)
    sentences += narrative.reports_owed(frames, plan, period)
    if request.by and len(late := timeliness.loc[timeliness["verdict"] == "迟报", "name"]):
        sentences.append(f"{join_names(late)}{'下期' if request.period else '年终决算'}按时报送。")
    if len(over := tasks[tasks["overdue"].fillna(False).astype("bool")]):
        sentences.append(f"{join_names(over['reporter_name'])}对逾期未完成的任务说明原因和完成日期。")
    for rows, what in ((matters, "办结超期的交办事项"), (measures, "完成超期的举措")):
        if len(stale := rows[rows["overdue_days"].fillna(0) > 0]):
            sentences.append(f"{join_names(stale['owner_name'])}{what}，共{len(stale)}件。")
    if len(back := matters.loc[matters["status"] == narrative.RETURNED, "owner_name"]):
        sentences.append(f"专班办公室提请重新明确{join_names(back)}退回的交办事项的责任单位。")
    gone = {plan.district_names[district] for district in plan.districts_absent_in(period)}
    left = pd.concat([rows.loc[rows["status"] != task_narrative.DONE, "owner_name"] for rows in (matters, measures)])
    if len(left := left[left.isin(gone)]):
        sentences.append(
            f"专班办公室明确本期不设的{join_names(left)}没有办结的交办事项和举措由谁负责，共{len(left)}件。"
        )
    if request.by:
        sentences.append(f"{request.who}于{request.by}{request.report}{request.note}。")
    return sentences or ["没有新的要求。"]

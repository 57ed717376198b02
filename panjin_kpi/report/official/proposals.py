"""意见建议 to the city government (附件1三): drafted by rule, edited by a person in a text file beside the period."""

from pathlib import Path

from panjin_kpi.project import PROPOSALS
from panjin_kpi.reference.calendar import first_period, is_owed
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.assessment import BEHIND
from panjin_kpi.report.bulletin.narrative import APART, FAR, RETURNED, city_figures_owed
from panjin_kpi.report.page.lists import join_alike, join_names
from panjin_kpi.report.progress.narrative import short_of_one
from panjin_kpi.report.registers.narrative import NONE
from panjin_kpi.report.signatures import Frames


def taken(folder: Path | str, drafted: list[str]) -> tuple[list[str], bool]:
    """The proposals that a person wrote into the period's folder, one a line, or the drafts; and which of the two."""
    try:
        content = (Path(folder) / PROPOSALS).read_bytes()
    except OSError:
        return drafted, False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")  # as Notepad may save it
    written = [line.strip() for line in text.splitlines() if line.strip()]
    return (written, True) if written else (drafted, False)


def drafted(frames: Frames, plan: Plan, period: str) -> list[str]:
    """One proposal for each kind of problem that the data show; none before the plan, when nothing was due."""
    if period < first_period(plan):
        return ["本期早于计划印发，不提意见建议。"]
    status = frames["status"]
    status = status[status["period"] == period]
    over, found = plan.is_over(period), list[str]()
    own = status[status["light"].isin(BEHIND)]
    if period == plan.awaited:  # a sum that lacks reports still to come does not show that anybody is behind
        own = own[own["reported"] >= own["expected"]]
    own = own if over else own[~short_of_one(own)]
    short = "没有完成" if over else "落后"
    far = short if over else "、".join(plan.assessment.lights.words.value[level] for level in FAR)
    behind = own[(own["scope"] != CITY) & (own["light"].isin(FAR) | over)]
    silent = status[(status["scope"] != CITY) & (status["light"] == "unreported")]
    if len(behind):
        counts = behind.groupby("scope", sort=False).size()
        came = status.loc[~status["light"].isin(["not_allocated", "unreported"]), "scope"].value_counts()
        part = counts / came[counts.index]  # districts have different numbers of indicators
        lack, most = set(silent["scope"]), part.index[part == part.max()]
        each = ((scope, f"{'已报' if scope in lack else ''}{came[scope]}项中{counts[scope]}项") for scope in most)
        worst = join_alike(((plan.district_names[scope], of) for scope, of in each), "个地区")
        what = "逐项查明原因，把短板列入下年工作安排" if over else "逐项明确补救措施、责任岗位和完成时限"
        far = f"已报而{far}" if len(silent) else far
        far += f"的指标{'' if over else APART}"
        every = len(most) == len(came.index.difference([CITY]))  # one alone has reported, or all are alike
        whom = f"建议就{far}同{worst}专题会商" if every else f"建议对{far}比例最高的{worst}组织专题会商"
        found.append(f"{whom}，{what}。")
    owed = {str(scope): list(rows["indicator"]) for scope, rows in silent.groupby("scope", sort=False)}
    owed |= city_figures_owed(status, plan, period)
    if owed and is_owed(plan, period):
        where = join_names(organisation_name(plan, unit) for unit in owed)
        found.append(f"建议督促{where}补报本期未报的指标，共{sum(map(len, owed.values()))}项。")
    names = own.loc[own["scope"] == CITY, "indicator"].map(lambda name: plan.indicator_names[str(name)])
    if len(names):
        what = "没有完成的原因和下年安排" if over else "加快进度的安排"
        found.append(f"建议由牵头单位就全市{short}的{join_names(names, '项')}提出{what}，报专班办公室。")
    objects = frames["plan_objects"]
    if (lacking := objects[objects["status"] == NONE]).shape[0]:
        units = join_names(lacking["owner_name"])
        found.append(f"建议督促{units}落实计划指名或要求而尚未登记的{len(lacking)}项，明确项目和时限。")
    parks = frames["carrier_building"].set_index("scope")["uncovered_parks"].get(CITY)
    if isinstance(parks, str):
        found.append(f"建议为还没有孵化载体的园区（{parks}）确定建设或共享载体的方案。")
    matters = frames["open_matters"]
    if returned := matters.loc[matters["status"] == RETURNED, "owner_name"].tolist():
        found.append(f"建议研究重新明确{join_names(returned)}退回的交办事项的责任单位。")
    if late := matters.loc[matters["overdue_days"] > 0, "owner_name"].tolist():
        found.append(f"建议对{join_names(late)}超期未办结的交办事项限期办结。")
    measures = frames["measure_status"]
    if late := measures.loc[measures["overdue_days"] > 0, "owner_name"].tolist():
        found.append(f"建议督促{join_names(late)}完成超期的举措，共{len(late)}件。")
    return found or ["本期没有须由市政府研究决定的事项。"]

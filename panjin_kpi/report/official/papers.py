"""The contents of 通报 and 呈报, the same on their pages and in Word."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from panjin_kpi.reference.labels import shown_status
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report import assessment, bulletin, index, progress, registers
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import MAY_BREAK, prose, titled
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.signatures import Frames
from panjin_kpi.schemas.formats import format_day, format_month

ANNEX = "全市年度目标完成情况"
RULES = (
    "以上状态按假定的应达进度和界限判定，得分和名次按假定的权重和计分办法计算。",
    "以上完成情况按全年数判定，得分和名次按假定的权重和计分办法计算。",
)


@dataclass(frozen=True)
class Paper:
    """A document: its addressee, parts with heading and paragraphs, a table as annex, and its date.

    ``lines`` are the title as it is set: no word broken, as a lozenge (GB/T 9704-2012, 7.3.1). ``known`` stands before
    the parts: of which day the figures are, where not all are known, and that the month is closed.
    """

    lines: tuple[str, ...]
    to: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    annex: tuple[tuple[str, ...], ...]
    dated: str
    known: str = ""


def link() -> HtmlFragment:
    """A link to the Word document, which the run writes beside the page."""
    return HtmlFragment(Markup('<p class="screen"><a href="city.docx">公文格式的文稿（Word）</a></p>'))


def heading(plan: Plan, period: str, edited: bool, known: str = "") -> HtmlFragment:
    """The month, and who wrote the proposals."""
    whose = "由专班办公室修改" if edited else "为按数据和规则自动生成的初稿，未经人工修改"
    caution = f"由专班办公室按各单位报送的数据汇总（{plan.document}四（三）、附件1三）；意见建议{whose}。"
    caution += progress.narrative.before_the_plan(plan, period)
    return titled(MAY_BREAK.join(_title(period, "情况的报告")), caution, "internal", known)


def bulletin_paper(frames: Frames, plan: Plan, period: str, known: str = "") -> Paper:
    """通报: progress, districts, problems, requirements, as on the month's bulletin."""
    parts = {
        "总体情况": [*_progress(frames, plan, period), bulletin.narrative.survey(frames["survey_round"])],
        "各县区、经济区情况": bulletin.problems.districts(frames, plan, period),
        "存在问题": bulletin.problems.by_subject(frames, plan, period),
        "下步要求": [bulletin.problems.requirements(frames, plan, period)],
    }
    whom = "各县区、经济区，各有关单位："
    return replace(_paper(frames, plan, period, "情况的通报", whom, parts), known=known)


def government_paper(frames: Frames, plan: Plan, period: str, proposals: list[str], known: str = "") -> Paper:
    """呈报 to the city government: progress, problems with what the register does not have, proposals."""
    status = frames["status"]
    behind = progress.narrative.districts(status[status["period"] == period], plan)
    lacking = registers.narrative.missing(frames["plan_objects"], plan, period)
    subjects = bulletin.problems.by_subject(frames, plan, period)
    parts = {
        "工作进展": _progress(frames, plan, period),
        "存在问题": [behind, *subjects, lacking],
        "意见建议": [[f"{number}. {text}"] for number, text in enumerate(proposals, start=1)],
    }
    return replace(_paper(frames, plan, period, "情况的报告", "市政府：", parts), known=known)


def shown(part: tuple[str, tuple[str, ...]]) -> HtmlFragment:
    """One part of a document on a page."""
    return prose(*([text] for text in part[1]))


def _progress(frames: Frames, plan: Plan, period: str) -> list[list[str]]:
    city = frames["status"][(frames["status"]["period"] == period) & (frames["status"]["scope"] == CITY)]
    return [
        progress.narrative.summary(city, plan) + progress.sums.without_target(frames["path"], plan, period),
        progress.narrative.movement(frames["path"], plan) + progress.narrative.resumed(frames["path"], plan, period),
        assessment.narrative.overall(frames["scores"], plan, frames["status"])
        + index.standing.certainty(frames["rank_verdict"], plan),
        [RULES[plan.is_over(period)] + progress.narrative.interim(plan, period)],
        registers.narrative.building(frames, CITY, plan),
        registers.narrative.reach(frames["finance_reach"], plan),
        registers.narrative.meetings(frames["meeting_plan"], frames["meeting_record"]),
    ]


def _paper(frames: Frames, plan: Plan, period: str, kind: str, to: str, parts: Mapping[str, list[list[str]]]) -> Paper:
    """Its paragraphs joined; dated at the month's end, or as ``final_accounts.dated`` says."""
    status = frames["status"]
    rows = status[(status["period"] == period) & (status["scope"] == CITY) & status["target"].notna()]
    columns = ["indicator", "unit", "actual", "target", "completion", "light"]
    annex = result_table("status", shown_status(plan, rows), columns, ANNEX, plan).plain
    texts = {heading: tuple(filter(None, map("".join, paragraphs))) for heading, paragraphs in parts.items()}
    dated = progress.final_accounts.dated(plan, frames["timeliness"], frames["corrections"], period)
    return Paper(_title(period, kind), to, tuple(texts.items()), annex, format_day(dated))


def _title(period: str, kind: str) -> tuple[str, ...]:
    return f"关于{format_month(period)}全市", "科技双创孵化载体建设和科技型中小微企业", f"引育工作{kind}"

"""The contents of 通报 and 呈报, the same on their pages and in Word."""

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.calendar import month_end
from panjin_kpi.reference.labels import shown_status
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report import assessment, bulletin, progress, registers
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import prose, titled
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.report.signatures import Frames
from panjin_kpi.report.verdict.verdict import last_received
from panjin_kpi.schemas.formats import format_day, format_month

OFFICE = "加快科技双创孵化载体建设引育科技型中小微企业\n工作专班办公室"
ANNEX = "全市年度目标完成情况"


@dataclass(frozen=True)
class Paper:
    """A document: its title, whom it is sent to, its parts of a heading and paragraphs, and a table as its annex.

    Parameters
    ----------
    lines : tuple
        The title as it is set: no word broken, as a lozenge (GB/T 9704-2012, 7.3.1).
    """

    lines: tuple[str, ...]
    to: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    annex: tuple[tuple[str, ...], ...]
    dated: str

    @property
    def title(self) -> str:
        """The title in one line."""
        return "".join(self.lines)


def link() -> HtmlFragment:
    """To the Word document beside a page, which the run writes."""
    return HtmlFragment(Markup('<p><a href="city.docx">公文格式的文稿（Word）</a></p>'))


def heading(plan: Plan, period: str, edited: bool, known: str = "") -> HtmlFragment:
    """The month, and who wrote the proposals."""
    whose = "由专班办公室修改" if edited else "由数据按规则起草、未经人修改"
    caution = f"由专班办公室按各单位报送的数据汇总（{plan.document}四（三）、附件1三）；意见建议{whose}。"
    return titled("".join(_title(period, "情况的报告")), caution, "internal", known)


def bulletin_paper(frames: Frames, plan: Plan, period: str) -> Paper:
    """通报: progress, districts, problems, requirements, as on the month's bulletin."""
    survey = bulletin.narrative.survey(frames["survey_round"])
    parts = (
        ("总体情况", _joined(_progress(frames, plan, period))),
        ("各县区、经济区情况", _joined(bulletin.problems.districts(frames, plan))),
        ("存在问题", _joined(bulletin.problems.by_subject(frames, plan, period))),
        ("下步要求", _joined([bulletin.problems.requirements(frames, plan, period), survey])),
    )
    to = "各县区、经济区，各有关单位："
    return Paper(_title(period, "情况的通报"), to, parts, _annex(frames, plan, period), _day(frames, period))


def government_paper(frames: Frames, plan: Plan, period: str, proposals: list[str]) -> Paper:
    """呈报 to the city government: progress, problems, proposals."""
    numbered = [[f"{number}. {text}"] for number, text in enumerate(proposals, start=1)]
    parts = (
        ("工作进展", _joined(_progress(frames, plan, period))),
        ("存在问题", _joined(problems(frames, plan, period))),
        ("意见建议", _joined(numbered)),
    )
    return Paper(_title(period, "情况的报告"), "市政府：", parts, _annex(frames, plan, period), _day(frames, period))


def problems(frames: Frames, plan: Plan, period: str) -> list[list[str]]:
    """What stands in the way: figures behind, reports, tasks, matters, and what the register does not have."""
    status = frames["status"]
    behind = progress.narrative.districts(status[status["period"] == period], plan)
    lacking = registers.narrative.missing(frames["plan_objects"])
    return [behind, *bulletin.problems.by_subject(frames, plan, period), lacking]


def shown(part: tuple[str, tuple[str, ...]]) -> HtmlFragment:
    """One part of a document on a page."""
    return prose(*([text] for text in part[1]))


def _progress(frames: Frames, plan: Plan, period: str) -> list[list[str]]:
    city = frames["status"][(frames["status"]["period"] == period) & (frames["status"]["scope"] == CITY)]
    moved = frames["path"][frames["path"]["scope"] == CITY]
    return [
        progress.narrative.summary(city, plan),
        progress.narrative.movement(moved, plan),
        assessment.narrative.overall(frames["scores"], plan),
        registers.narrative.building(frames, CITY, plan),
        registers.narrative.reach(frames["finance_reach"], plan),
        registers.narrative.meetings(frames["meeting_plan"], frames["meeting_record"]),
    ]


def _annex(frames: Frames, plan: Plan, period: str) -> tuple[tuple[str, ...], ...]:
    status = frames["status"]
    rows = status[(status["period"] == period) & (status["scope"] == CITY) & status["target"].notna()]
    columns = ["indicator", "unit", "actual", "target", "completion", "light"]
    return result_table("status", shown_status(plan, rows), columns, ANNEX, plan).plain


def _title(period: str, kind: str) -> tuple[str, ...]:
    return f"关于{format_month(period)}全市", "科技双创孵化载体建设和科技型中小微企业", f"引育工作{kind}"


def _joined(parts: list[list[str]]) -> tuple[str, ...]:
    return tuple(text for part in parts if (text := "".join(part)))


def _day(frames: Frames, period: str) -> str:
    """The end of the month, or the day of the last figure that the document has, so that none is later than it."""
    last = last_received(frames["timeliness"], frames["corrections"], period)
    return format_day(max(month_end(period), last.date()) if pd.notna(last) else month_end(period))

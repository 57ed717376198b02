from datetime import date
from itertools import chain

import pandas as pd
import pytest

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.official.papers import bulletin_paper, government_paper, shown
from panjin_kpi.report.official.proposals import drafted


@pytest.fixture(scope="module")
def paper(frames, plan):
    return government_paper(frames, plan, "2021-06", ["建议甲。"])


def test_the_report_to_the_government_has_progress_problems_and_proposals(paper):
    assert "".join(paper.lines) == "关于2021年6月全市科技双创孵化载体建设和科技型中小微企业引育工作情况的报告"
    assert [heading for heading, _ in paper.parts] == ["工作进展", "存在问题", "意见建议"]
    assert paper.parts[2][1] == ("1. 建议甲。",)
    assert all(texts for _, texts in paper.parts)
    assert (paper.to, paper.dated) == ("市政府：", "2021年6月30日")


def test_its_annex_has_every_target_of_the_city(paper, plan):
    assert len(paper.annex) == 21
    assert {len(row) for row in paper.annex} == {6}


def test_page_and_document_say_the_same(paper):
    assert "建议甲。" in str(shown(paper.parts[2]))


def test_the_bulletin_has_the_parts_of_its_page(frames, plan):
    paper = bulletin_paper(frames, plan, "2021-06")
    assert [heading for heading, _ in paper.parts] == ["总体情况", "各县区、经济区情况", "存在问题", "下步要求"]
    assert all(texts for _, texts in paper.parts)


def test_papers_carry_the_cautions_of_the_pages(frames, plan):
    bulletin = bulletin_paper(frames, plan, "2021-06").parts
    government = government_paper(frames, plan, "2021-06", []).parts
    for first in (bulletin[0][1], government[0][1]):
        (caution,) = [text for text in first if "假定的权重" in text]
        assert "期中得分对照的是全年目标" in caution
    assert bulletin[1][1][0].startswith("各地区状态为"), "as on its page and in the report"
    december = {name: frame.assign(period="2021-12") if "period" in frame else frame for name, frame in frames.items()}
    assert not any("期中" in text for text in bulletin_paper(december, plan, "2021-12").parts[0][1])


def test_what_the_plan_asks_for_is_not_called_missing_before_the_plan(frames, plan):
    early = {name: frame.assign(period="2021-02") if "period" in frame else frame for name, frame in frames.items()}
    for given, period, stated in ((frames, "2021-06", True), (early, "2021-02", False)):
        problems = government_paper(given, plan, period, []).parts[1][1]
        assert ("尚未登记" in "".join(problems)) == stated


def test_they_say_of_which_day_their_figures_are(frames, plan):
    papers = [bulletin_paper(frames, plan, "2021-06", "数据截至2021年6月20日当日所知。")]
    papers.append(government_paper(frames, plan, "2021-06", [], "数据截至2021年6月20日当日所知。"))
    assert [paper.known for paper in papers] == ["数据截至2021年6月20日当日所知。"] * 2
    early = on_record(plan, "2021-06", date(2021, 6, 20), None)
    assert bulletin_paper(frames, early, "2021-06").dated == "2021年6月20日"


def test_until_december_s_reports_are_due_its_papers_judge_nobody(frames, plan):
    """The day on which they are due is not over: no grade, no loss of the year, nothing not completed."""
    december = {name: frame.assign(period="2021-12") if "period" in frame else frame for name, frame in frames.items()}
    judging = ("等（假定）", "等次（假定）", "全年失", "没有完成的", "未完成", "短板", "未报进展", "补报")
    for day, waits in ((date(2021, 12, 27), True), (date(2021, 12, 28), False)):
        recorded = on_record(plan, "2021-12", day, None)
        papers = [bulletin_paper(december, recorded, "2021-12")]
        papers.append(government_paper(december, recorded, "2021-12", drafted(december, recorded, "2021-12")))
        text = "".join(chain(*(texts for paper in papers for _, texts in paper.parts)))
        text += "".join(chain(*papers[0].annex))
        found = [word for word in judging if word in text]
        assert (not found) == waits, found
        assert ("期中得分对照的是全年目标" in text) == waits


def test_it_is_dated_no_earlier_than_the_last_figure_in_it(frames, plan):
    came = frames["timeliness"].assign(received_on=pd.Timestamp("2021-07-09"))
    assert government_paper({**frames, "timeliness": came}, plan, "2021-06", []).dated == "2021年7月9日"

import re
from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report import verdict
from panjin_kpi.report.index.standing import due_losses
from panjin_kpi.report.verdict import OPEN, every_score, known, most_lost, most_open, to_do

NOBODY = schemas.empty("timeliness")

WHOLE = {"planned": 0.5, "target": 8.0, "actual": 0.0, "unit": "项"}  # short of what is due by more than 1


def asked(status, timeliness, corrections, plan, period):
    return to_do({"status": status.assign(**WHOLE), "timeliness": timeliness, "corrections": corrections}, plan, period)


def parts(box):
    """The text of the box by the name of each part."""
    return dict(re.findall(r"<dt>(.*?)</dt> <dd>(.*?)</dd>", str(box.html)))


def test_a_district_is_reported_result_causes_duty_certainty_reports_and_day(frames, plan):
    stated = parts(verdict.district(frames, "gaoxin", plan, "2021-06"))
    assert list(stated) == ["结论", "原因", "须办", "把握", "报送", "数据"]
    assert "盘锦高新区得分" in stated["结论"]
    assert stated["须办"].endswith("2021年7月报表须于2021年7月26日前报送。")
    assert stated["数据"].startswith("2021年6月报表的本年累计数")


def test_a_district_and_all_units_are_asked_for_the_progress_of_tasks_that_their_reports_lack(frames, plan):
    own, every = verdict.district(frames, "gaoxin", plan, "2021-06"), verdict.units(frames, plan, "2021-06")
    assert "。盘锦高新区补报缺少的任务进展。" in "。" + parts(own)["须办"]
    assert "。兴隆台区、盘锦高新区、市科技局补报缺少的任务进展。" in parts(every)["须办"], (
        "the others sent nothing at all"
    )
    public = {name: frame for name, frame in frames.items() if name != "tasks"}
    assert "任务进展" not in parts(verdict.district(public, "gaoxin", plan, "2021-06"))["须办"]


def test_the_city_names_leader_and_every_score_and_nobody_is_forgotten(frames, plan):
    stated = parts(verdict.city(frames, plan, "2021-06"))
    ranked = frames["scores"].sort_values("rank", kind="stable")
    assert f"{plan.district_names[ranked['district'].iloc[0]]}第1名" in stated["结论"]
    assert all(plan.district_names[district] in stated["结论"] for district in ranked["district"])
    assert set(parts(verdict.assessment(frames, plan, "2021-06"))) == set(stated)


def test_the_city_is_not_said_to_be_behind_without_the_reports_that_its_sums_lack(frames, plan):
    status = frames["status"]
    own = status["scope"].eq("city") & status["indicator"].eq("alliances")
    status = status.assign(actual=status["actual"].mask(own, 1.0), light=status["light"].mask(own, "far_behind"))
    status = status.assign(reported=status["reported"].mask(own, 5), expected=status["expected"].mask(own, 6))
    waits = on_record(plan, "2021-06", date(2021, 6, 27), None)
    for read, word in ((plan, "本期未报"), (waits, "还没有报来")):
        causes = parts(verdict.city({**frames, "status": status}, read, "2021-06"))["原因"]
        assert "建立产业技术创新联盟完成1/40个" in causes
        assert re.search(
            f"。其中[^。]*建立产业技术创新联盟[^。]*的合计，{word}的地区按以前报送的数计，没有可沿用的没有计入。",
            causes,
        )
    assert "合计" not in parts(verdict.city({**frames, "status": status.assign(reported=6)}, plan, "2021-06"))["原因"]


@pytest.mark.parametrize(("period", "day"), [("2021-12", "2022年1月15日"), ("2021-09", "2021年10月26日")])
def test_what_is_asked_for_is_due_after_the_month(period, day, plan):
    rows = [("dawa", "teams", "behind"), ("dawa", "talents", "done"), ("gaoxin", "teams", "unreported")]
    status = pd.DataFrame(rows, columns=["scope", "indicator", "light"])
    nothing = schemas.empty("corrections")
    sent = pd.DataFrame({"period": period, "reporter": ["gaoxin"], "name": ["盘锦高新区"], "verdict": ["按时"]})
    sent = sent.assign(received_on=pd.NaT, last_received_on=pd.NaT)
    stated = "".join(asked(status, sent, nothing, plan, period))
    assert stated.startswith("大洼区（1项）")
    assert f"盘锦高新区补报本期未报的指标，共1项。{period[:4]}年" in stated
    assert f"须于{day}前报送" in stated
    silent = asked(status.iloc[2:], sent.assign(verdict="未报"), nothing, plan, period)
    assert silent[0] == f"盘锦高新区补报{period[:4]}年{int(period[5:])}月报表。"
    alone = asked(status.iloc[1:2], sent, nothing, plan, period)
    assert (len(alone), alone[0][:5]) == (1, "2021年"), "nobody is behind: only the report is due"


def test_what_is_in_already_is_not_asked_for_and_the_last_day_is_that_of_a_correction(plan):
    came = pd.DataFrame({"period": ["2021-12"], "scope": ["dawa"], "received_on": [pd.Timestamp("2022-01-10")]})
    (stated,) = asked(pd.DataFrame(columns=["scope", "indicator", "light"]), NOBODY, came, plan, "2021-12")
    assert stated == "2021年年终决算须于2022年1月15日前报送，封账以后报来的不计入；已收到大洼区的决算更正。"
    everyone = pd.concat([came.assign(scope=district) for district in plan.districts["district"]])
    (stated,) = asked(pd.DataFrame(columns=["scope", "indicator", "light"]), NOBODY, everyone, plan, "2021-12")
    assert stated.endswith("；已收到各地区的决算更正。")
    first = pd.DataFrame(
        {"period": ["2021-12"], "received_on": [pd.Timestamp("2021-12-24")], "last_received_on": pd.NaT, "reported": 3}
    )
    assert known(first, came, "2021-12").endswith("，最后于2022年1月10日收到。")
    assert known(first, came.iloc[:0], "2021-12").endswith("，最后于2021年12月24日收到。"), "a run of earlier versions"
    later = first.assign(last_received_on=pd.Timestamp("2021-12-30"))
    assert known(later, came.iloc[:0], "2021-12").endswith("，最后于2021年12月30日收到。"), "what was lacking came then"
    figures = pd.DataFrame({"actual": [None, 2.0]})
    assert known(first, came, "2021-12", figures).endswith("，最后于2022年1月10日收到。")
    assert known(first, came, "2021-12", figures[:1]).startswith("2021年12月报表没有现在生效的本年累计数（")


def test_nothing_is_asked_for_by_a_day_before_the_last_figure_on_the_page(frames, plan):
    late = pd.DataFrame({"period": ["2021-12"], "scope": ["dawa"], "received_on": [pd.Timestamp("2022-01-16")]})
    status = pd.DataFrame([("gaoxin", "teams", "behind")], columns=["scope", "indicator", "light"])
    assert asked(status, NOBODY, late, plan, "2021-12") == [
        "盘锦高新区（1项）对没有完成的指标逐项说明原因，报专班办公室。"
    ]
    june = late.assign(period="2021-06", received_on=pd.Timestamp("2021-07-27"))
    assert asked(status, NOBODY, june, plan, "2021-06")[0].endswith("说明原因和补救安排，报专班办公室。")
    assert len(asked(status, NOBODY, june, plan, "2021-06")) == 1
    last_day = late.assign(received_on=pd.Timestamp("2022-01-15"))
    assert "随年终决算报送" in "".join(asked(status, NOBODY, last_day, plan, "2021-12"))
    december = {name: frame.assign(period="2021-12") if "period" in frame else frame for name, frame in frames.items()}
    for corrections, due in ((late, False), (last_day, True)):
        given = december | {"corrections": corrections.reindex(columns=december["corrections"].columns)}
        box = parts(verdict.district(given, "gaoxin", plan, "2021-12"))
        assert ("年终决算须于" in box["须办"]) == due, "also where the late figure is another district's"


def test_december_is_the_year_s_end_though_the_calendar_has_no_day_for_it(frames, undated):
    december = {name: frame.assign(period="2021-12") if "period" in frame else frame for name, frame in frames.items()}
    december["status"] = december["status"].assign(light="slightly_behind")
    district = parts(verdict.district(december, "gaoxin", undated, "2021-12"))
    assert "失分" in district["原因"]
    assert "2021年年终决算须于另行通知的时限内报送，封账以后报来的不计入。" in district["须办"]
    assert "失分最多的指标" in parts(verdict.assessment(december, undated, "2021-12"))["原因"]
    units = parts(verdict.units(december, undated, "2021-12"))
    assert units["结论"].startswith("未完成的指标：")
    assert "欠进度" not in units["结论"] + units["须办"]


def test_before_december_what_is_not_due_yet_is_no_cause(plan, proven):
    steps = pd.DataFrame({"district": ["dawa"] * 2, "indicator": ["teams", "new_eaglet"], "points_lost": [5.0, 9.0]})
    for level in ("on_pace", "unreported"):
        status = pd.DataFrame([("dawa", "teams", "behind", 0.5), ("dawa", "new_eaglet", level, 0.0)])
        status.columns = ["scope", "indicator", "light", "planned"]
        for basis in (plan, proven):
            assert due_losses(steps, status, basis)["indicator"].tolist() == ["teams"]


def test_where_proven_figures_are_scored_a_reported_status_explains_no_loss(plan, proven):
    steps = pd.DataFrame({"district": ["dawa"], "indicator": ["teams"], "points_lost": [5.0]})
    status = pd.DataFrame([("dawa", "teams", "done", 1.0)], columns=["scope", "indicator", "light", "planned"])
    assert due_losses(steps, status, proven)["indicator"].tolist() == ["teams"]
    assert due_losses(steps, status, plan).empty
    named = "培育创新团队（1个地区{}5.00分）。"
    assert most_lost(steps, proven, closed=True) == [f"按佐证数计分，失分最多的指标：{named.format('失')}"]
    (interim,) = most_lost(steps, proven, closed=False)
    assert interim == f"按佐证数计分，离满分最远的指标（尚未到期的不计）：{named.format('差')}"


def scores(*rows):
    return pd.DataFrame(rows, columns=["district", "score", "rank"]).astype({"rank": "Int64", "score": "float64"})


def test_single_tied_and_no_scores(plan):
    alone, tied = scores(("dawa", 80.0, 1)), scores(("dawa", 80.0, 1), ("gaoxin", 80.0, 1))
    nobody = scores(("dawa", None, None))
    assert every_score(alone, plan) == []
    assert every_score(tied, plan) == ["各地区得分：大洼区80.00、盘锦高新区80.00。"]
    assert every_score(nobody, plan) == []


def test_what_costs_most_is_added_up_over_the_districts_and_nothing_costs_nothing(plan):
    rows = [("dawa", "teams", 5.0), ("gaoxin", "teams", 2.5), ("dawa", "talents", 6.0)]
    steps = pd.DataFrame(rows, columns=["district", "indicator", "points_lost"])
    assert most_lost(steps, plan, closed=True) == [
        "失分最多的指标：培育创新团队（2个地区合计失7.50分）、引进高端创新人才（1个地区失6.00分）。"
    ]
    assert most_lost(steps, plan, closed=False) == [
        "落后或未报的指标中离满分最远的：培育创新团队（2个地区合计差7.50分）、引进高端创新人才（1个地区差6.00分）。"
    ]
    assert most_lost(steps.iloc[:0], plan, closed=True) == []
    half = steps.iloc[:2].assign(points_lost=[9.375, 8.75])
    assert "合计失18.13分" in most_lost(half, plan, closed=True)[0], "as a score of 18.125 is shown"


def test_of_equal_losses_none_is_left_out(plan):
    rows = [("dawa", name, 5.0) for name in ("teams", "talents", "alliances", "activities")]
    steps = pd.DataFrame(rows, columns=["district", "indicator", "points_lost"])
    assert most_lost(steps, plan, closed=False)[0].count("（1个地区差5.00分）") == 4


def test_a_month_of_which_nothing_came_says_so():
    nothing = pd.DataFrame({"period": ["2021-06"], "received_on": [pd.NaT], "last_received_on": [pd.NaT]})
    assert known(NOBODY, nothing, "2021-06") == "2021年6月报表的本年累计数。"
    assert known(nothing.assign(reported=0), nothing, "2021-06") == (
        "没有收到2021年6月报表；有累计数的，为以前各月报送。"
    )


def test_the_lead_units_box_names_bureaus_that_are_behind_beside_the_districts(frames, plan):
    status = frames["status"].copy()
    own = (status["scope"] == "city") & (status["indicator"] == "ip_pledge_amount")
    for level, named in (("slightly_behind", False), ("far_behind", True)):  # as for the districts, that explain
        status.loc[own, "light"] = level
        stated = parts(verdict.units(dict(frames) | {"status": status}, plan, "2021-06"))
        assert list(stated) == ["结论", "须办", "报送", "数据"]
        assert ("市知识产权局对知识产权质押融资额度说明原因，报专班办公室" in stated["须办"]) == named
        assert ("市知识产权局（1项中1项）" in stated["结论"]) == named


def test_the_lead_units_box_leaves_out_what_is_behind_by_rounding_alone(frames, plan):
    status = frames["status"].assign(light="on_pace")
    cells = status["scope"].isin(["dawa", "panshan"]) & (status["indicator"] == "new_hnte")
    status.loc[cells, ["light", "planned", "target"]] = "far_behind", 0.5, 8.0
    status.loc[cells, "actual"] = status["scope"].map({"dawa": 3.5, "panshan": 3.0})
    stated = parts(verdict.units(dict(frames) | {"status": status}, plan, "2021-06"))["结论"]
    assert stated.startswith("“欠进度”、“严重欠进度”的指标（离应达数差不到1的不计）：盘山县（10项中1项）。")
    nobody = status.assign(actual=4.0)
    stated = parts(verdict.units(dict(frames) | {"status": nobody}, plan, "2021-06"))
    assert "“欠进度”" not in stated["结论"] + stated["须办"], "nobody can close such a gap"


def test_before_the_plan_no_unit_is_held_to_have_most_open(frames, plan):
    early = {name: frame.assign(period="2021-02") if "period" in frame else frame for name, frame in frames.items()}
    stated = parts(verdict.units(early, plan, "2021-02"))["结论"]
    assert stated == "本期早于计划印发，各单位的短板和没有登记的项目只作对照。", "the tables below have both"
    assert "尚未登记" in parts(verdict.units(frames, plan, "2021-06"))["结论"]


def test_what_units_have_open_names_those_with_most_ties_too():
    counts = {"owner_name": ["甲区", "乙局", "丙局"], "figures_behind": [2, 2, 1], "measures_overdue": [1, 1, 1]}
    summary = pd.DataFrame(dict.fromkeys(OPEN, 0) | counts | {"figures": [8, 8, 1]})
    assert most_open(summary, "未完成的指标") == [
        "未完成的指标：3个单位有，最多的是甲区、乙局（各8项中2项）。",
        "超期的举措：甲区、乙局、丙局（各1件）。",
    ]
    nothing = summary.assign(figures_behind=0, measures_overdue=0)
    assert most_open(nothing, "未完成的指标") == ["各单位没有未完成的指标，也没有逾期的任务、事项和举措。"]
    assert most_open(nothing.iloc[:0], "落后的指标") == ["各单位没有落后的指标，也没有逾期的任务、事项和举措。"]

from datetime import date

import pandas as pd

from panjin_kpi.project import PROPOSALS
from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.official.proposals import drafted, taken


def test_a_persons_text_replaces_the_draft_a_line_a_proposal(tmp_path):
    assert taken(tmp_path, ["草稿"]) == (["草稿"], False)
    (tmp_path / PROPOSALS).write_bytes("建议甲。\r\n\r\n 建议乙。\n".encode("gb18030"))
    assert taken(tmp_path, ["草稿"]) == (["建议甲。", "建议乙。"], True)
    (tmp_path / PROPOSALS).write_text("\n \n", encoding="utf-8-sig")
    assert taken(tmp_path, ["草稿"]) == (["草稿"], False)


def test_each_kind_of_problem_has_its_proposal(frames, plan):
    found = drafted(frames, plan, "2021-06")
    assert found
    assert any("尚未登记的48项" in text for text in found)
    assert all(text.startswith("建议") and text.endswith("。") for text in found)


def test_who_reported_nothing_does_not_escape_being_named(plan, undated, frames):
    rows = [("panshan", name, "unreported") for name in ("teams", "talents")] + [("shuangtaizi", "teams", "behind")]
    status = pd.DataFrame(rows, columns=["scope", "indicator", "light"]).assign(period="2021-12")
    status = status.assign(reported=status["light"].ne("unreported").astype("int64"), expected=1)
    status = status.assign(planned=1.0, target=9.0, actual=2.0, unit="家")
    found = drafted(dict(frames) | {"status": status}, plan, "2021-12")
    assert found[:2] == [
        "建议就已报而没有完成的指标同双台子区（1项中1项）专题会商，逐项查明原因，把短板列入下年工作安排。",
        "建议督促盘山县补报本期未报的指标，共2项。",
    ]
    for known_on, closed_on in ((date(2021, 12, 27), None), (None, date(2022, 1, 20))):
        recorded = on_record(plan, "2021-12", known_on, closed_on)
        waiting = drafted(dict(frames) | {"status": status}, recorded, "2021-12")
        assert "补报" not in "".join(waiting), "it has time left, or it would not count any more"
    partly = pd.DataFrame(
        [("city", "teams", "behind", 1, 2)], columns=["scope", "indicator", "light", "reported", "expected"]
    )
    waits = on_record(plan, "2021-12", date(2021, 12, 27), None)
    for recorded, judged in ((plan, True), (waits, False)):
        partly = partly.assign(period="2021-12", planned=1.0, target=9.0, actual=2.0, unit="家")
        given = dict(frames) | {"status": partly}
        assert ("培育创新团队" in "".join(drafted(given, recorded, "2021-12"))) == judged, "the rest may still come"
    assert drafted(dict(frames) | {"status": status}, undated, "2021-12") == found, "it needs no day in the calendar"
    led = pd.DataFrame([("city", "ip_pledge_amount", "unreported")], columns=["scope", "indicator", "light"])
    both = pd.concat([status, led.assign(period="2021-12")])
    text = drafted(dict(frames) | {"status": both}, plan, "2021-12")[1]
    assert text == "建议督促盘山县、市知识产权局补报本期未报的指标，共3项。"
    before = drafted(dict(frames) | {"status": status.assign(period="2021-03")}, plan, "2021-03")
    assert not any("补报" in text or "会商" in text for text in before), "the plan was not issued yet"


def test_the_largest_part_behind_is_of_what_was_reported_and_says_so(frames, plan):
    """What was not reported neither hides who is behind nor makes anybody better, in any month."""
    rows = [("dawa", "teams", "far_behind"), ("dawa", "talents", "unreported"), ("dawa", "alliances", "unreported")]
    rows += [("gaoxin", "teams", "far_behind"), ("gaoxin", "talents", "on_pace"), ("panshan", "teams", "unreported")]
    status = pd.DataFrame(rows, columns=["scope", "indicator", "light"])
    status = status.assign(period="2021-11", planned=1.0, target=9.0, actual=2.0, unit="个", reported=1, expected=1)
    found = drafted(dict(frames) | {"status": status}, plan, "2021-11")[0]
    assert found.startswith(
        "建议对已报而欠进度、严重欠进度的指标（离应达数差不到1的不计）比例最高的大洼区（已报1项中1项）组织专题会商"
    )
    late = on_record(plan, "2021-11", date(2021, 11, 24), None)
    assert "已报而" in drafted(dict(frames) | {"status": status}, late, "2021-11")[0]
    every = status[status["light"] != "unreported"]
    assert "比例最高的大洼区（1项中1项）" in drafted(dict(frames) | {"status": every}, plan, "2021-11")[0]


def test_nobody_is_called_to_a_meeting_over_gaps_of_less_than_one(frames, plan):
    """Of what is counted one by one; a year that is over has none (decision 0024)."""
    far = [("dawa", "teams", 3.0, "个"), ("panshan", "teams", 0.25, "个"), ("panshan", "activities", 0.5, "场")]
    far += [("gaoxin", "guarantee_amount", 0.5, "亿元"), ("city", "teams", 0.5, "个"), ("city", "talents", 2.0, "名")]
    status = pd.DataFrame(far, columns=["scope", "indicator", "planned", "unit"])
    status = status.assign(period="2021-10", light="far_behind", target=1.0, actual=0.0)
    found = drafted(dict(frames) | {"status": status}, plan, "2021-10")
    assert found[:2] == [
        "建议对欠进度、严重欠进度的指标（离应达数差不到1的不计）比例最高的大洼区、盘锦高新区（各1项中1项）组织专题会商，"
        "逐项明确补救措施、责任岗位和完成时限。",
        "建议由牵头单位就全市落后的引进高端创新人才提出加快进度的安排，报专班办公室。",
    ]
    small = status[status["planned"].lt(1) & status["unit"].ne("亿元")]
    none = drafted(dict(frames) | {"status": small}, plan, "2021-10")
    assert not any("会商" in text or "牵头" in text for text in none)
    over = drafted(dict(frames) | {"status": small.assign(period="2021-12")}, plan, "2021-12")
    assert over[0].startswith("建议就没有完成的指标同盘山县（2项中2项）专题会商"), "no other has reported"


def test_a_district_with_more_indicators_is_not_called_to_a_meeting_for_their_number(frames, plan):
    own = (
        frames["status"].query("light != 'not_allocated' and scope != 'city'").assign(period="2021-12", light="behind")
    )
    found = drafted(dict(frames) | {"status": own.assign(actual=0.0)}, plan, "2021-12")
    every = "盘山县、双台子区（各10项中10项）、兴隆台区、大洼区（各8项中8项）、辽东湾新区（10项中10项）"
    every += "、盘锦高新区（11项中11项）"
    assert found[0].startswith(f"建议就没有完成的指标同{every}专题会商"), "each has completed none of its own"
    done = own.assign(light=own["light"].mask(own.index == own.query("scope == 'gaoxin'").index[0], "done"))
    found = drafted(dict(frames) | {"status": done}, plan, "2021-12")
    assert "盘锦高新区" not in found[0], "10 of 11 are more than 8 of 8, and a smaller part"


def test_what_was_returned_is_to_be_assigned_anew_and_not_to_be_closed(frames, plan):
    one = {"owner": "dawa", "owner_name": "大洼区", "status": "退回", "overdue_days": None}
    other = {"owner": "panshan", "owner_name": "盘山县", "status": "在办", "overdue_days": 3}
    matters = pd.DataFrame([one, other])
    found = drafted(dict(frames) | {"open_matters": matters}, plan, "2021-06")
    assert [text for text in found if "交办事项" in text] == [
        "建议研究重新明确大洼区退回的交办事项的责任单位。",
        "建议对盘山县超期未办结的交办事项限期办结。",
    ]


def test_overdue_measures_are_urged(frames, plan):
    measures = pd.DataFrame({"owner_name": ["大洼区", "市科技局", "盘山县"], "overdue_days": [61, 3, None]})
    found = drafted(dict(frames) | {"measure_status": measures}, plan, "2021-06")
    assert "建议督促大洼区、市科技局完成超期的举措，共2件。" in found
    found = drafted(dict(frames) | {"measure_status": measures[2:]}, plan, "2021-06")
    assert not any("超期的举措" in text for text in found)


def test_ten_units_are_counted_in_a_word_that_what_follows_can_stand_beside(frames, plan):
    names = [f"虚构{number}局" for number in range(10)]
    rows = pd.DataFrame({"owner_name": names, "overdue_days": 3, "status": "在办"})
    lacking = pd.DataFrame({"owner_name": names, "status": "台账没有"})
    given = {"open_matters": rows, "measure_status": rows, "plan_objects": lacking}
    found = drafted(dict(frames) | given, plan, "2021-06")
    found += drafted(dict(frames) | {"open_matters": rows.assign(status="退回", overdue_days=None)}, plan, "2021-06")
    ends = ("落实计划指名", "超期未办结", "完成超期的举措", "退回的交办事项")
    named = [text for end in ends for text in found if end in text and "虚构0局" in text]
    assert len(named) == len(ends)
    assert all(f"等10个单位{end}" in text for end, text in zip(ends, named, strict=True)), named

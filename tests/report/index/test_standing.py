import re

import pandas as pd

from panjin_kpi.report.index.standing import certainty, gained, standing


def cells(fragment, scope):
    """The cells of a district's row."""
    (row,) = re.findall(rf'<tr><th[^>]*><span id="{scope}">.*?</tr>', str(fragment.html))
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_statuses_are_counted_beside_score_rank_and_what_costs_most(frames, plan):
    shown = standing(frames["status"], frames["next_steps"], frames["score_history"], "2021-06", plan)
    names = re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", str(shown.html))
    found = dict(zip(names[1:], cells(shown, "gaoxin"), strict=True))
    counts = {"已完成": "1", "达进度": "2", "略欠进度": "1", "严重欠进度": "1", "未报": "6"}
    assert {name: found[name] for name in counts} == counts
    mine = frames["scores"].set_index("district").loc["gaoxin"]
    assert (found["得分"], found["名次"]) == (f"{mine['score']:.2f}", str(mine["rank"]))
    assert found["未达要求的指标中差得最多的"].count("、") >= 2
    assert "还差" in found["未达要求的指标中差得最多的"], "it can still be won"
    assert cells(shown, "city")[:4] == ["—"] * 4, "the city has no score"
    rule, nothing = "得分办法为假定；目标为0的视为已完成）", frames["status"].assign(target=0.0)
    assert rule not in str(shown.html)
    assert rule in str(standing(nothing, frames["next_steps"], frames["score_history"], "2021-06", plan).html)


def test_who_had_no_rank_last_month_is_compared_with_nothing(frames, plan):
    history = frames["score_history"]
    blank = (history["period"] == "2021-05") & (history["district"] == "gaoxin")
    history = history.assign(score=history["score"].mask(blank), rank=history["rank"].mask(blank))
    shown = standing(frames["status"], frames["next_steps"], history, "2021-06", plan)
    assert cells(shown, "gaoxin")[2:4] == ["—", "—"]
    assert cells(shown, "xinglongtai")[2:4] != ["—", "—"]


def test_a_loss_has_its_sign():
    assert gained(-1.5, 2) == ("-1.50", "升2位")


def test_a_rank_among_fewer_districts_is_no_rise(frames, ended):
    shown = standing(frames["status"], frames["next_steps"], frames["score_history"], "2021-06", ended)
    assert cells(shown, "xinglongtai")[3] == "不可比"


def test_in_the_first_month_nothing_is_compared(frames, plan):
    june = frames["score_history"].query("period == '2021-06'")
    shown = standing(frames["status"], frames["next_steps"], june, "2021-06", plan)
    assert "比上月" not in str(shown.html)
    assert cells(shown, "gaoxin")[0] != "—"
    april = pd.concat([june, june.assign(period="2021-04")]).assign(
        period=lambda rows: rows["period"].replace({"2021-06": "2021-05"})
    )
    due = standing(frames["status"], frames["next_steps"], april, "2021-05", plan)
    assert "比上月" not in str(due.html), "months before the first one due judge nobody"


def test_which_ranks_are_firm_is_the_one_verdict_s(plan):
    tied = pd.DataFrame({"district": ["dawa", "gaoxin"], "score": 80.0, "rank": [1, 1]})
    assert certainty(tied.assign(rank=None, firm=None), plan) == []
    assert certainty(tied.assign(firm=True), plan) == ["名次稳固的有大洼区（第1）、盘锦高新区（第1）。"]
    assert certainty(tied.assign(firm=False), plan) == ["没有一个地区的名次稳固，都取决于假定。"]
    some = certainty(tied.assign(firm=[True, False]), plan)
    assert some == ["名次稳固的有大洼区（第1），其余1个地区的名次取决于假定。"]

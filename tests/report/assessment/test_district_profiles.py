import re

from panjin_kpi.report.assessment import district_profiles


def test_a_portrait_states_strengths_shortfalls_and_the_next_step(frames, plan):
    text = repr(district_profiles.portraits(frames["status"], frames["scores"], frames["next_steps"], plan))
    own = text[text.index("盘锦高新区\n") :].splitlines()
    assert own[1].startswith("盘锦高新区得分")
    assert re.match("有[0-9]+项分解指标本期未报，沿用本年最近一次报送的数", own[2])
    assert own[3] == "长处：完成全年目标的1项。"
    assert own[4].startswith("短板：严重欠进度1项：建立产业技术创新联盟（2/20个）。")
    assert "未报6项：" in own[4]
    assert own[5].startswith("下一步：还可以争取")
    assert text.count("下一步：") == 6


def test_over_fulfilled_comes_first_and_nothing_behind_is_stated(only, plan):
    status = only("status", "gaoxin")
    done = status[status["light"] == "done"].assign(actual=25.0, completion=25 / 19)
    assert district_profiles.strengths(done, plan) == [
        "完成全年目标的1项，其中超额的1项：新增在孵企业及创新创业团队（25/19个）。"
    ]
    for actual in (0.0, 2.0):
        none = district_profiles.strengths(done.assign(target=0.0, actual=actual), plan)
        assert none == ["完成全年目标的1项（目标为0的视为已完成）。"], "beyond nothing asked is not over-fulfilled"
    assert district_profiles.shortfalls(done, plan) == ["没有落后于应达进度的指标。"]
    silent = only("status", "dawa")
    assert district_profiles.strengths(silent, plan) == ["本期没有报送指标，看不出完成情况。"], (
        "some are not allocated to it"
    )
    assert district_profiles.strengths(silent.assign(light="not_allocated"), plan) == ["没有分解到的指标。"]
    some = silent.assign(light=["behind", *silent["light"].iloc[1:]])
    assert district_profiles.strengths(some, plan) == ["本期已报的指标中，尚无一项完成全年目标。"]
    behind = only("status", "dawa").assign(light="behind")
    assert district_profiles.strengths(behind, plan) == ["尚无一项指标完成全年目标。"]
    silent = district_profiles.strengths(behind.assign(light="unreported"), plan)
    assert silent == ["本期没有报送指标，看不出完成情况。"]


def test_without_districts_there_is_a_sentence(frames, plan):
    nobody = frames["scores"].iloc[:0]
    text = repr(district_profiles.portraits(frames["status"], nobody, frames["next_steps"], plan))
    assert text.startswith("没有可以计分的地区")

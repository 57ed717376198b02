from panjin_kpi.report.assessment import narrative


def test_the_year_by_indicator(frames, plan):
    sentences = narrative.by_indicator(frames["status"], plan)
    assert sentences[0] == "分解到地区的指标11项。"
    assert sentences[1] == "部分地区完成的1项（完成/有目标的地区）：新增在孵企业及创新创业团队（1/6个）。"
    assert sentences[2].startswith("没有地区报已完成、有地区本期未报的10项（未报的地区）：举办创新创业活动（4个）、")
    assert sentences[3].startswith("全市20项目标尚无一项完成，还没有完成的：")
    nobody = narrative.by_indicator(frames["status"].query("light != 'done'"), plan)
    assert not any("没有地区完成" in sentence for sentence in nobody), "who did not report may have completed it before"
    whole = frames["status"].assign(light=frames["status"]["light"].replace({"done": "behind", "unreported": "behind"}))
    assert narrative.by_indicator(whole, plan)[1] == "没有地区完成其中任何一项。"


def test_a_target_of_0_that_counts_as_done_is_called_so(frames, plan):
    rule, status = "（目标为0的视为已完成）", frames["status"].copy()
    assert rule not in "".join(narrative.by_indicator(status, plan))
    status.loc[status.query("scope != 'city' and light == 'done'").index[0], "target"] = 0.0
    assert narrative.by_indicator(status, plan)[0] == f"分解到地区的指标11项{rule}。"
    city = status["scope"] == "city"
    first = city & (status["indicator"] == "activities")
    status.loc[first, ["light", "target"]] = ["done", 0.0]
    assert narrative.by_indicator(status, plan)[-1].startswith(f"全市20项目标中完成1项{rule}，")
    every = status.assign(light=status["light"].mask(city, "done"))
    assert narrative.by_indicator(every, plan)[-1] == f"全市20项目标都已完成{rule}。"


def test_all_done_and_nothing_handed_down(frames, plan):
    status = frames["status"]
    done = status.assign(light=status["light"].mask(status["light"] != "not_allocated", "done"))
    sentences = narrative.by_indicator(done, plan)
    assert sentences[1].startswith("有目标的地区都完成的11项（有目标的地区）：举办创新创业活动（6个）、")
    assert "引进培育运营机构（2个）" in sentences[1], "what is not allocated to a district is not completed by it"
    assert sentences[-1] == "全市20项目标都已完成。"
    assert narrative.by_indicator(status.assign(light="not_allocated"), plan) == ["计划没有把指标分解到地区。"]

"""The claims of sentences are compared with predicates that are computed separately."""

import re
from collections import Counter

from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

NAMES = PLAN.district_names.known
LIKELY = "|".join([*(step.word for step in PLAN.assessment.likelihood.value), "把握", "概率"])
ALONE = ("cap_wider", "no_cap", "others_mean")  # recomputed without the joint analysis


def test_claims_of_sentences_are_true(case):
    lines = "".join(sentence for _, sentence in case.sentences)
    districts = [row for row in case.own if row["scope"] != CITY]
    assert ("各地区本期都已报送全部指标" in lines) == all(row["light"] != "unreported" for row in districts)
    assert ("全市20项目标都已完成" in lines) == all(row["light"] == "done" for row in case.of(CITY))
    owing = [row["verdict"] for row in case.late if row["expected"] > 0]
    in_time = all(row["on_time"] == row["reported"] for row in case.late if row["expected"] > 0)
    assert ("全部按时报送" in lines) == (bool(owing) and set(owing) == {"按时"} and in_time)
    for row in case.records["light_changes"]:
        before, now = case.moves(row["scope"])[row["indicator"]]
        assert (row["change"] == "变差") == (row["change"] in {"变差", "要求提高"} and now < before)
    for scope, sentence in case.sentences:
        if sentence == "各项指标的状态与上月相同。":
            assert all(row["reported"] for row in case.of(scope)), scope
        if sentence.startswith("各项指标本月和上月都没有报"):
            assert not any(row["reported"] for row in case.of(scope)), scope
    december = case.period.endswith("-12")
    assert december or not re.search(r"[ABC]等", lines)
    assert not december or not re.search(r"还可以争取|还差|先补报|下期", lines)


def test_every_page_says_the_same_of_how_firm_a_rank_is(case):
    listed = "".join(sentence for scope, sentence in case.sentences if scope is None)
    firm_list, shaky_list = (
        re.search(f"{kind}：(.*?)。", listed) for kind in (r"名次稳固的（[^）]*）", "名次不稳固的")
    )
    for scope, row in case.verdicts.items():
        own = "".join(sentence for where, sentence in case.sentences if where == scope)
        firm = "名次稳固：" in own
        assert firm != ("名次不稳固：" in own), scope
        ranked = f"{NAMES[scope]}（第{row['rank']}）"
        assert firm == bool(firm_list and ranked in firm_list[1]), scope
        assert firm != bool(ranked in shaky_list[1] if shaky_list else not firm_list), scope


def test_a_rank_called_firm_is_moved_by_no_basis_and_no_policy_and_is_level_with_nobody(case):
    for scope, row in case.verdicts.items():
        ranks = {own["rank"] for (_, district), own in case.bases.items() if district == scope}
        ranges = [own for own in case.records["rank_ranges"] if own["district"] == scope and own["scenario"] in ALONE]
        ranks |= {own["rank_low"] for own in ranges}
        if row["firm"]:
            assert ranks == {row["rank"]}, scope
            assert row["p_low"] >= 0.95
        if any(own["rank"] != row["rank"] and scope in level(case, own) for own in case.verdicts.values()):
            assert not row["firm"], scope


def level(case, other):
    """The districts whose ranks a district's own verdict cannot tell from its own."""
    return {name for name, row in case.verdicts.items() if other["level_from"] <= row["rank"] <= other["level_to"]}


def test_without_an_earlier_year_no_page_says_how_likely_a_target_is_and_each_says_why(case):
    """The sample has one year; nothing is forecast for December or where nothing was reported.

    The reason for all districts is on the city's page, below the city's own reason.
    """
    made = case.frames["forecast"].dropna(subset=["expected"])
    assert made["probability"].isna().all()
    texts = [sentence for _, sentence in case.more_sentences]
    texts += [sentence for _, sentence in case.sentences]
    assert not [text for text in texts if re.search(LIKELY, text)]
    why = [scope for scope, text in case.more_sentences if "没有以前年度的逐月数" in text]
    assert set(why) == set(made["scope"])
    assert (CITY in why) == bool(len(made))


def test_all_seven_intervals_of_the_city_hold_in_every_month(case):
    """The intervals are wide, as no season is known; in September those of an even pace held 2 of 7 (decision 0013)."""
    rows = [row for row in case.records["forecast_review"] if row["scope"] == CITY]
    if case.period == "2021-12":
        held = Counter(row["period"] for row in rows
                       if row["low"] <= case.status[CITY, row["indicator"]]["actual"] <= row["high"])  # fmt: skip
        assert held == {f"2021-{month:02d}": 7 for month in range(3, 12)}
        assert len(rows) == sum(held.values())

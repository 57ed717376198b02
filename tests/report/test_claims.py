"""What sentences claim is held to predicates that are computed apart."""

import re

from panjin_kpi.reference.plan import CITY, Plan

NAMES = Plan.load().district_names.known
ALONE = ("cap_wider", "no_cap", "others_mean")  # recomputed without the joint analysis


def test_what_sentences_claim_is_so(case):
    lines = "".join(sentence for _, sentence in case.sentences)
    districts = [row for row in case.own if row["scope"] != CITY]
    assert ("各地区本期都已报送全部指标" in lines) == all(row["light"] != "unreported" for row in districts)
    assert ("全市20项目标都已完成" in lines) == all(row["light"] == "done" for row in case.of(CITY))
    owing = [row["verdict"] for row in case.late if row["expected"] > 0]
    assert ("全部按时报送" in lines) == (bool(owing) and set(owing) == {"按时"})
    for row in case.records["light_changes"]:
        before, now = case.moves(row["scope"])[row["indicator"]]
        assert (row["change"] == "变差") == (row["change"] in {"变差", "要求提高"} and now < before)
    december = case.period.endswith("-12")
    assert december or not re.search(r"[ABC]等", lines)
    assert not december or not re.search(r"还可以争取|还差|先补报|下期", lines)


def test_every_page_says_the_same_of_how_firm_a_rank_is(case):
    listed = "".join(sentence for scope, sentence in case.sentences if scope is None)
    firm_list = re.search(r"名次稳固的（[^）]*）：(.*?)。", listed)
    for scope, row in case.verdicts.items():
        own = "".join(sentence for where, sentence in case.sentences if where == scope)
        firm = "名次稳固：" in own
        assert firm != ("名次不稳固：" in own), scope
        assert firm == bool(firm_list and f"{NAMES[scope]}（第{row['rank']}）" in firm_list[1]), scope
        assert firm != (f"{NAMES[scope]}第{row['rank']}（" in listed), scope


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

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.report.assessment.rank_stability import firmness, influences, levels_of, verdict

RULE = "稳固指9项假定同时变动，至少95.0%的测算中名次不变，单独改动任何一种口径或办法也都不变，且与其他名次分得出先后"
NOTHING = schemas.empty("rank_ranges")


def only(frame):
    return next(frame.itertuples())


def test_a_rank_that_is_not_firm_says_on_what_it_depends_and_with_whom_it_is_level(verdicts, shaky, plan):
    assert verdict(only(verdicts(("dawa", 2, shaky))), plan) == (
        "名次不稳固：9项假定同时变动，62.1%的测算中仍列第2名，九成以上的测算在第1—3名；影响最大的是计分口径（含共同作用的影响约65%）；"
        "只改一种做法就变的有2种，如按佐证数，变为第3名；与第3名的地区分不出先后。"
    )


def test_a_share_beside_the_edge_is_judged_with_care_and_says_so(verdicts, shaky, plan):
    beside = shaky | {"p_rank": 0.9512, "p_low": 0.949, "p_high": 0.9534, "moving": 0}
    sentences = verdict(only(verdicts(("dawa", 2, beside))), plan)
    assert "95.1%的测算中仍列第2名" in sentences
    assert "（估计的误差范围94.9%—95.3%跨着95.0%的界限，从严按不稳固算）" in sentences
    assert "从严" not in verdict(only(verdicts(("dawa", 2, shaky))), plan)


def test_one_choice_that_moves_a_rank_is_named(verdicts, shaky, plan):
    sentences = verdict(only(verdicts(("dawa", 2, shaky | {"moving": 1}))), plan)
    assert "只改一种做法就变的有1种：按佐证数，变为第3名；" in sentences
    tied = verdict(only(verdicts(("dawa", 2, shaky | {"moved_to": 1, "moved_with": 6}))), plan)
    assert "按佐证数，变为第1名（6个地区并列）；" in tied


def test_what_never_moves_has_no_factor_and_no_other_rank(verdicts, plan):
    level = {"firm": False, "level_to": 3}
    assert verdict(only(verdicts(("dawa", 2, level))), plan) == (
        "名次不稳固：9项假定同时变动，99.0%的测算中仍列第2名，九成以上的测算在第2名；与第3名的地区分不出先后。"
    )


def test_firm_and_other_ranks_and_those_that_are_level(verdicts, shaky, plan):
    found = verdicts(("dawa", 2, shaky | {"level_from": 2}), ("gaoxin", 1), ("panshan", 3, shaky | {"level_from": 2}))
    assert firmness(found, NOTHING, plan) == [
        f"名次稳固的（{RULE}）：盘锦高新区（第1）。",
        "名次不稳固的：大洼区（第2）、盘山县（第3）。",
        "分不出先后的：第2—3名（大洼区、盘山县）。",
    ]


def test_nobody_is_firm_and_everybody_is(verdicts, shaky, plan):
    nobody = firmness(verdicts(("dawa", 1, shaky)), NOTHING, plan)
    assert nobody[0] == f"没有一个地区的名次稳固（{RULE}）。"
    assert "名次不稳固的" not in "".join(nobody), "they are all"
    assert firmness(verdicts(("dawa", 1), ("gaoxin", 2)), NOTHING, plan) == [
        f"名次稳固的（{RULE}）：大洼区（第1）、盘锦高新区（第2）。"
    ]
    assert firmness(verdicts(("dawa", None)), NOTHING, plan) == []


def test_runs_that_overlap_are_each_named_and_ties_stand_at_one_rank():
    table = pd.DataFrame({"district": list("abcde"), "rank": [1, 1, 3, 4, 5], "level_to": [4, 4, 5, 5, 5]})
    assert levels_of(table) == [(1, 4, list("abcd")), (3, 5, list("cde"))]
    assert levels_of(table.assign(level_to=table["rank"])) == []


def test_a_district_that_is_gone_is_merged_with_nobody(verdicts, plan):
    rows = pd.DataFrame({"scenario": "merged", "district": ["dawa", "panshan"], "rank_low": [1, 2]})
    assert not any("并入" in said for said in firmness(verdicts(("dawa", 1), ("panshan", 2)), rows, plan))


def test_the_ranks_with_districts_merged_are_among_fewer(verdicts, plan):
    rows = pd.DataFrame({"scenario": "merged", "district": ["dawa", "panshan", "gaoxin"], "rank_low": [1, 2, None]})
    sentences = firmness(verdicts(("dawa", 1)), rows.astype({"rank_low": "Int64"}), plan)
    assert sentences[-1] == "如果盘锦高新区并入兴隆台区（共2个地区）：大洼区第1，盘山县第2。"
    sentences = firmness(verdicts(("dawa", 1)), rows.assign(rank_low=[1, 1, None]).astype({"rank_low": "Int64"}), plan)
    assert sentences[-1] == "如果盘锦高新区并入兴隆台区（共2个地区）：得分相同。", "nobody is first"


def test_the_strongest_assumptions_are_named_and_none_where_nothing_moves(frames):
    rows = pd.DataFrame({"scope": "city", "factor": ["cap", "basis", "within"], "total_effect": [0.2, 0.6512, 0.004]})
    assert influences(rows)[0].endswith("：计分口径（65%）、单项封顶（20%）。")
    assert influences(rows.assign(total_effect=None).astype({"total_effect": "float64"})) == []

import pandas as pd

from panjin_kpi.report.assessment.rank_stability import firmness, with_bases


def test_which_places_stand_and_which_hang_on_what(standing, ranges, plan):
    scores = standing(("dawa", 70, 2, "B"), ("gaoxin", 95, 1, "A"), ("panshan", 60, 3, "B"))
    found = ranges(
        ("weights_varied", "gaoxin", 1, 1),
        ("weights_varied", "dawa", 2, 3),
        ("weights_varied", "panshan", 2, 3),
        ("no_cap", "gaoxin", 1, 1),
        ("no_cap", "dawa", 3, 3),
        ("no_cap", "panshan", 3, 3),
        ("merged", "dawa", 1, 1),
        ("merged", "panshan", 2, 2),
        ("merged", "gaoxin", None, None),
    )
    assert firmness(found, scores, plan) == [
        "名次站得住的（权重上下浮动20%、不封顶，测算下来都不变）：盘锦高新区（第1）。",
        "名次取决于假定的：大洼区第2，权重上下浮动20%时第2—3，不封顶时第3；盘山县第3，权重上下浮动20%时第2—3。",
        "如果盘锦高新区并入兴隆台区（共2个地区）：大洼区第1，盘山县第2。",
    ]


def test_nobody_is_firm_and_everybody_is(standing, ranges, plan):
    scores = standing(("dawa", 70, 1, "B"), ("gaoxin", 60, 2, "B"))
    swapped = ranges(("no_cap", "dawa", 2, 2), ("no_cap", "gaoxin", 1, 1))
    assert firmness(swapped, scores, plan)[0] == "没有一个地区的名次在所有测算（不封顶）下都不变。"
    same = ranges(("no_cap", "dawa", 1, 1), ("no_cap", "gaoxin", 2, 2))
    assert firmness(same, scores, plan) == [
        "名次站得住的（不封顶，测算下来都不变）：大洼区（第1）、盘锦高新区（第2）。"
    ]


def test_without_scores_nothing_is_firm(standing, ranges, plan):
    assert firmness(ranges(("no_cap", "dawa", None, None)), standing(("dawa", None, None, None)), plan) == []


def test_no_place_is_firm_that_another_basis_moves(standing, ranges, plan):
    scores = standing(("dawa", 70, 1, "B"), ("gaoxin", 60, 2, "B"))
    same = ranges(("no_cap", "dawa", 1, 1), ("no_cap", "gaoxin", 2, 2))
    places = [("reported", 1, 2), ("attributed", 2, 1), ("first_reported", 1, 2)]
    rows = [
        (basis, name, place) for basis, *both in places for name, place in zip(("dawa", "gaoxin"), both, strict=True)
    ]
    bases = pd.DataFrame(rows, columns=["basis", "district", "rank"]).astype({"rank": "Int64"})
    told = firmness(with_bases(same, bases, plan), scores, plan)
    assert told[0] == "没有一个地区的名次在所有测算（不封顶、按归属已定的数、按首次报送数）下都不变。"
    assert told[1] == "名次取决于假定的：大洼区第1，按归属已定的数时第2；盘锦高新区第2，按归属已定的数时第1。"

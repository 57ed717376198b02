from datetime import date

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.assessment import evidence_narrative
from panjin_kpi.report.assessment.tables import evidence as evidence_table


def compared(*rows):
    """Evidence from (scope, indicator, reported, evidenced, verdict), without undecided enterprises."""
    table = pd.DataFrame(rows, columns=["scope", "indicator", "reported", "evidenced", "verdict"])
    return table.assign(period="2021-06", undecided=pd.array([0] * len(table), dtype="Int64"))


def test_what_does_not_agree_is_named_with_both_numbers(plan):
    sentences = evidence_narrative.evidence(
        compared(
            ("dawa", "activities", 4.0, 4.0, "一致"),
            ("dawa", "teams", 2.0, 1.0, "多报"),
            ("gaoxin", "new_hnte", 3.0, 0.0, "无佐证"),
            ("gaoxin", "talents", 0.0, 1.0, "少报"),
            ("gaoxin", "alliances", None, 2.0, None),
            ("gaoxin", "teams", None, 0.0, None),
        ),
        plan,
    )
    assert sentences == [
        "各地区上报数与明细核对4项：一致1项，多报1项，少报1项，无佐证1项。",
        "多报：大洼区培育创新团队（报2个，佐证1）。",
        "少报：盘锦高新区引进高端创新人才（报0名，佐证1）。",
        "无佐证：盘锦高新区新增高新技术企业（报3家，佐证0）。",
        "另有1项本期未报，但有明细。",
    ]


def test_a_figure_short_of_undecided_enterprises_differs_from_one_that_nothing_proves(plan):
    rows = compared(("dawa", "new_hnte", 2.0, 1.0, "多报"), ("gaoxin", "new_hnte", 5.0, 3.0, "多报"))
    assert evidence_narrative.evidence(rows.assign(undecided=1), plan)[:3] == [
        "各地区上报数与明细核对2项：只差归属未定的明细1项，多报1项。",
        "只差归属未定的明细：大洼区新增高新技术企业（报2家，佐证1，另有归属未定1）。",
        "多报：盘锦高新区新增高新技术企业（报5家，佐证3，另有归属未定1）。",
    ]
    rows = compared(("dawa", "incubatees", 9.0, 6.0, "多报")).assign(undecided=3)
    only = "只差归属未定的明细：新增在孵企业及创新创业团队（报9个，佐证6，另有所在载体不在册或分不清3）。"
    assert evidence_narrative.evidence(rows, plan)[1] == only


def test_what_districts_may_still_prove_is_not_called_overstated_before_their_deadline(plan):
    waits = on_record(plan, "2021-06", date(2021, 6, 28), None)
    rows = compared(
        ("city", "carriers_built", 7.0, 6.0, "多报"),
        ("city", "guarantee_amount", 1.0, 2.0, "少报"),
        ("dawa", "teams", 2.0, 1.0, "多报"),
        ("gaoxin", "alliances", None, 2.0, None),
    )
    assert evidence_narrative.evidence(rows, waits)[1:-1] == [
        "全市自报数与明细核对2项：佐证未报齐1项，少报1项。",
        "佐证未报齐：全市建设完善科技双创孵化载体（报7家，佐证6）。",
        "多报：大洼区培育创新团队（报2个，佐证1）。",
        "少报：全市科技融资担保金额（报1亿元，佐证2）。",
        "另有1项还没有报来，但有明细。",
    ]
    table = repr(evidence_table(rows.assign(difference=1.0), waits))
    assert "佐证未报齐" in table
    assert "还没有报来的1项不列" in table
    assert "全市建设完善科技双创孵化载体" in "".join(evidence_narrative.evidence(rows, plan)[2:3]), "afterwards it is"


def test_results_of_a_version_that_did_not_count_the_undecided_are_read_without_them(plan):
    rows = compared(("dawa", "new_hnte", 2.0, 1.0, "多报"))
    earlier = schemas.typed("evidence", rows.drop(columns="undecided"))
    assert evidence_narrative.evidence(earlier, plan) == evidence_narrative.evidence(rows, plan)
    assert schemas.faults("evidence", earlier)[1] == [], "nor are they refused"


def test_a_discrepancy_counts_once_and_the_city_is_counted_apart(plan):
    sentences = evidence_narrative.evidence(
        compared(
            ("city", "activities", 5.0, 4.0, "多报"),  # the districts' sum: the same discrepancy again
            ("city", "guarantee_amount", 1.0, 1.0, "一致"),
            ("dawa", "activities", 4.0, 3.0, "多报"),
            ("gaoxin", "activities", 1.0, 1.0, "一致"),
        ),
        plan,
    )
    assert sentences == [
        "各地区上报数与明细核对2项：一致1项，多报1项。",
        "全市自报数与明细核对1项：全部一致。",
        "多报：大洼区举办创新创业活动（报4场，佐证3）。",
        "报来的明细不能证明、须由人核实的：园区孵化载体覆盖率。",
    ]


def test_enterprises_of_no_district_are_named_and_what_depends_on_them_is_shown(plan):
    rows = pd.DataFrame([("dawa", "new_hnte", "A", "虚构甲")], columns=["scope", "indicator", "uscc", "name"])
    sentences = evidence_narrative.undecided(rows, plan)
    assert "归属未定的企业1家，" in sentences[0]
    twice = pd.concat([rows, rows.assign(indicator="new_eaglet")])
    assert "归属未定的企业1家（共2项认定），" in evidence_narrative.undecided(twice, plan)[0]
    assert sentences[0].endswith("：大洼区虚构甲（新增高新技术企业）。")
    assert evidence_narrative.undecided(rows.iloc[:0], plan) == []
    scored = [("reported", "dawa", 80.0, 1, 0), ("attributed", "dawa", 70.0, 1, 0)]
    assert evidence_narrative.score_without_undecided(bases(*scored), plan) == [
        "有归属未定的企业：得分按上报数计；不计只靠这些企业的部分（各地区同样重算），则大洼区80.00→70.00分（名次不变）。"
    ]
    assert evidence_narrative.score_without_undecided(bases(*scored[:1]), plan) == []


def test_one_scope_is_not_named_again_and_many_are_counted(plan):
    rows = compared(*[("dawa", name, 2.0, 1.0, "多报") for name in list(plan.indicators["indicator"])[:10]])
    sentences = evidence_narrative.evidence(rows, plan)[1]
    assert "大洼区" not in sentences
    assert sentences.endswith("等10项。")
    assert evidence_narrative.evidence(compared(("dawa", "teams", None, 0.0, None)), plan) == [
        "没有可以与明细核对的上报数。"
    ]


def bases(*rows):
    """Scores by basis from (basis, district, score, rank, change)."""
    table = pd.DataFrame(rows, columns=["basis", "district", "score", "rank", "rank_change"])
    return table.astype({"rank": "Int64", "rank_change": "Int64"})


def test_a_rank_that_stays_and_becomes_shared_or_is_shared_no_more_is_not_simply_unchanged(plan):
    alone = [("reported", "dawa", 80.0, 1, 0), ("reported", "gaoxin", 70.0, 2, 0), ("reported", "panshan", 60.0, 3, 0)]
    level = [
        ("evidenced", "dawa", 80.0, 1, 0),
        ("evidenced", "gaoxin", 0.0, 2, 0),
        ("evidenced", "panshan", 0.0, 2, -1),
    ]
    assert evidence_narrative.bases(bases(*alone, *level), plan, scope="gaoxin") == [
        "若按佐证数计分（各地区同样重算）：盘锦高新区70.00→0.00分（名次不变，2个地区并列）。"
    ]
    swapped = [("reported" if row[0] == "evidenced" else "evidenced", *row[1:4], -row[4]) for row in [*alone, *level]]
    assert evidence_narrative.bases(bases(*swapped), plan, scope="gaoxin") == [
        "若按佐证数计分（各地区同样重算）：盘锦高新区0.00→70.00分（名次不变，不再并列）。"
    ]
    first = [("reported", "dawa", 100.0, 1, 0), ("reported", "gaoxin", 100.0, 1, 0)]
    first += [("evidenced", "dawa", 100.0, 1, 0), ("evidenced", "gaoxin", 96.0, 2, 1)]
    assert evidence_narrative.bases(bases(*first), plan, scope="dawa") == [
        "若按佐证数计分（各地区同样重算）：大洼区得分不变（名次不变，不再并列）。"
    ], "the page of who would be alone at the head does not say that nothing changes"


def test_who_would_move_on_another_basis(plan):
    same = [("reported", "dawa", 80.0, 1, 0), ("reported", "gaoxin", 70.0, 2, 0)]
    sentences = evidence_narrative.bases(
        bases(
            *same,
            ("evidenced", "dawa", 60.0, 2, 1),
            ("evidenced", "gaoxin", 70.0, 1, -1),
            ("first_reported", "dawa", 79.5, 1, 0),
            ("first_reported", "gaoxin", 70.0, 2, 0),
            ("on_time", "dawa", 79.5, 1, 0),
            ("on_time", "gaoxin", 70.0, 2, 0),
        ),
        plan,
    )
    assert sentences == [
        "若按佐证数计分（各地区同样重算）：大洼区80.00→60.00分（第1→第2）、盘锦高新区得分不变（第2→第1）。",
        "若按首次报送数、按期限内报送的数计分（各地区同样重算）：大洼区80.00→79.50分（名次不变）。",
    ]
    nothing_proven = bases(*same, ("evidenced", "dawa", 0.0, 1, 0), ("evidenced", "gaoxin", 0.0, 1, -1))
    assert evidence_narrative.bases(nothing_proven, plan) == [
        "若按佐证数计分（各地区同样重算）：大洼区80.00→0.00分（名次不变，2个地区并列）、"
        "盘锦高新区70.00→0.00分（第2→第1，2个地区并列）。"
    ]
    assert evidence_narrative.bases(nothing_proven, plan, scope="gaoxin") == [
        "若按佐证数计分（各地区同样重算）：盘锦高新区70.00→0.00分（第2→第1，2个地区并列）。"
    ], "a page of one district counts those level with it too"
    assert evidence_narrative.bases(
        bases(*same, ("evidenced", "dawa", 80.0, 1, 0), ("evidenced", "gaoxin", 70.0, 2, 0)), plan
    ) == ["若按佐证数计分，得分和名次都不变。"]


def test_without_scores_there_is_nothing_to_compare(plan):
    nobody = bases(("reported", "dawa", None, None, None), ("evidenced", "dawa", None, None, None))
    assert evidence_narrative.bases(nobody, plan) == ["没有可以计分的地区。"]


def corrected(*rows):
    """Corrections from (period, scope, indicator, unit, first value, value, day); the first stood on the deadline."""
    columns = ["period", "scope", "indicator", "unit", "first_value", "value", "received_on"]
    table = pd.DataFrame(list(rows), columns=columns).astype({"received_on": "datetime64[ns]"})
    return table.assign(difference=table["value"] - table["first_value"], due_value=table["first_value"])


def test_what_was_corrected_after_the_deadline_is_reported_with_the_scores_without_it(plan):
    scored = [("reported", "dawa", 80.0, 1, 0), ("first_reported", "dawa", 70.0, 2, 1)]
    scored += [("reported", "gaoxin", 75.0, 2, 0), ("first_reported", "gaoxin", 75.0, 1, -1)]
    late = ("2021-12", "dawa", "teams", "个", 1.0, 2.0, "2022-01-10")
    in_time = ("2021-12", "gaoxin", "teams", "个", 1.0, 2.0, "2021-12-27")  # the last day
    earlier = ("2021-11", "gaoxin", "teams", "个", 1.0, 2.0, "2022-01-10")

    def lines(*rows):
        return evidence_narrative.score_without_late(corrected(*rows), bases(*scored), plan, "2021-12")

    assert lines(late, in_time, earlier) == [
        "2021年12月的数在报送期限以后作为年终决算更正的1个，已计入得分。"
        "按首次报送数计分，各地区同样重算，则大洼区80.00→70.00分（第1→第2）、盘锦高新区得分不变（第2→第1）。"
    ]
    assert lines(in_time, earlier) == []


def test_what_comes_after_the_day_of_the_final_accounts_is_none_of_them(plan, undated):
    scored = bases(
        *[(basis, name, 80.0, 1, 0) for basis in ("reported", "first_reported") for name in ("dawa", "gaoxin")]
    )
    settled = ("2021-12", "gaoxin", "teams", "个", 1.0, 2.0, "2022-01-15")  # the last day
    after = ("2021-12", "dawa", "teams", "个", 1.0, 3.0, "2022-01-20")

    def stated(*rows, plan=plan, scope="city"):
        without = evidence_narrative.score_without_late(corrected(*rows), scored, plan, "2021-12", scope)
        return without[0].partition("。按")[0]

    first = "2021年12月的数在报送期限以后作为年终决算更正的1个，已计入得分"
    late = "封账日（2022年1月15日）以后收到、因当时尚未封账而计入的1个"
    assert stated(settled) == first
    assert stated(settled, after) == f"{first}：盘锦高新区（1个）；{late}：大洼区（1个）"
    assert stated(after) == f"2021年12月的数在{late}：大洼区（1个）"
    assert stated(settled, after, scope="dawa") == f"2021年12月的数在{late}", "on its own page"
    both = stated(settled, after, plan=undated)
    assert both == "2021年12月的数在报送期限以后更正的2个，已计入得分：盘锦高新区、大洼区（各1个）"


def test_where_figures_may_have_been_withdrawn_the_bases_state_that_they_leave_them_out(plan):
    def stated(*rows):
        return evidence_narrative.left_out(pd.DataFrame(rows, columns=["scope", "light"]), plan)

    sentence = "本期未报的数如果是报来以后作废的，按首次报送数、按期限内报送的数计分也不计，沿用此前的数。"
    assert stated(("dawa", "done"), ("dawa", "unreported")) == [sentence]
    assert stated(("dawa", "done"), ("city", "unreported"), ("gaoxin", "not_allocated")) == []


def test_what_was_corrected_by_the_deadline_and_again_after_it_has_the_scores_of_the_deadline(plan):
    scored = bases(
        *[(basis, "dawa", 80.0, 1, 0) for basis in ("reported", "first_reported")], ("on_time", "dawa", 70.0, 1, 0)
    )
    rows = corrected(("2021-12", "dawa", "teams", "个", 5.0, 5.0, "2022-01-11")).assign(due_value=3.0)
    stated = evidence_narrative.score_without_late(rows, scored, plan, "2021-12")
    assert stated[0].endswith("按期限内报送的数计分，各地区同样重算，则大洼区80.00→70.00分（名次不变）。")
    assert evidence_narrative.bases(scored, plan, stated) == ["若按首次报送数计分，得分和名次都不变。"]
    assert evidence_narrative.corrections(rows, plan, "2021-12") == [
        "本年有1个数与首次报送的或报送期限内的不同，其中2021年12月的1个。",
        "报送期限以后更正的1个，表中注明“期限后”。",
    ]
    in_time = rows.assign(due_value=5.0, first_value=4.0, difference=1.0)  # sent once more, the same, after it
    assert evidence_narrative.score_without_late(in_time, scored, plan, "2021-12") == []


def test_districts_that_all_add_the_same_after_the_deadline_are_reported(plan):
    targets = plan.targets_in(2021)
    everyone = [scope for scope in targets.loc[targets["indicator"] == "incubatees", "scope"] if scope != "city"]
    rows = [("2021-12", scope, "incubatees", "个", 4.0, 5.0, "2022-01-10") for scope in everyone]
    scored = [(basis, scope, 80.0, 1, 0) for basis in ("reported", "first_reported") for scope in everyone]

    def lines(rows):
        return evidence_narrative.score_without_late(corrected(*rows), bases(*scored), plan, "2021-12")

    assert "：盘山县、双台子区、兴隆台区、大洼区、辽东湾新区、盘锦高新区（各1个）。" in lines(rows)[0]
    assert lines(rows)[0].endswith("按首次报送数计分，得分和名次都不变。")
    assert lines(rows)[1:] == ["这些更正中各地区相同、须核实的：新增在孵企业及创新创业团队（6个地区均+1个）。"]
    assert len(lines(rows[:-1])) == len(lines([*rows[:-1], (*rows[-1][:5], 6.0, "2022-01-10")])) == 1


def test_corrections_of_the_month_are_named(plan):
    rows = corrected(
        ("2021-05", "dawa", "teams", "个", 1.0, 2.0, "2021-05-27"),
        ("2021-06", "city", "guarantee_amount", "亿元", 1.5, 1.25, "2021-06-28"),
    )
    assert evidence_narrative.corrections(rows, plan, "2021-06") == [
        "本年有2个数与首次报送的不同，其中2021年6月的1个。",
        "报送期限以后更正的1个，表中注明“期限后”。",
    ]
    assert len(evidence_narrative.corrections(rows, plan, "2021-07")) == 2
    assert evidence_narrative.corrections(rows.iloc[:0], plan, "2021-06") == [
        "本年各月没有更正：现在生效的数都是首次报送的数。"
    ]

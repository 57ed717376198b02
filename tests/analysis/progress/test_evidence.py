import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.evidence import VERDICTS, evidence, status_on_evidence, submissions
from panjin_kpi.analysis.progress.evidence_rows import evidence_rows, the_rows_add_up_to_what_is_evidenced
from panjin_kpi.analysis.progress.status import status, with_status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.evidence_counts import proving_rows
from panjin_kpi.reference.labels import UNDECIDED_ALONE, shown_verdict
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

NOBODY = schemas.empty("undecided")
NAMES = ("events", "recognitions", "enterprises", "incubatees", "carriers")
EMPTY = {name: schemas.empty(name) for name in NAMES}


def events(*rows):
    """Tables with events from tuples (district, indicator, day[, amount])."""
    named = ("district", "indicator", "occurred_on", "amount_wan")
    made = [dict(zip(named, row, strict=False)) | {"event_id": f"{n}"} for n, row in enumerate(rows)]
    kinds = EMPTY["events"].dtypes.to_dict() | {"withdrawn": "boolean"}
    return EMPTY | {"events": pd.DataFrame(made).reindex(columns=EMPTY["events"].columns).astype(kinds)}


def measured(progress, *rows, period="2021-06"):
    return status(year_grid(progress(*[(period, *row) for row in rows]), PLAN, period), PLAN)


def found(measured, tables, period="2021-06"):
    table = evidence(measured, proving_rows(PLAN, tables, period), NOBODY, submissions(), PLAN, period)
    assert schemas.faults("evidence", table)[1] == []
    assert list(table.columns) == list(schemas.schema("evidence").columns)
    return table.set_index(["scope", "indicator"])


DAY = "2021-03-01"


@pytest.mark.parametrize(
    ("reported", "rows", "difference", "verdict"),
    [
        (3, 3, 0, "一致"),
        (0, 0, 0, "一致"),
        (3, 1, 2, "多报"),
        (1, 3, -2, "少报"),
        (0, 1, -1, "少报"),
        (3, 0, 3, "无佐证"),
    ],
)
def test_counts_against_their_rows(progress, reported, rows, difference, verdict):
    table = found(measured(progress, ("dawa", "activities", reported)), events(*[("dawa", "activities", DAY)] * rows))
    row = table.loc[("dawa", "activities")]
    assert (row["reported"], row["evidenced"], row["difference"]) == (reported, rows, difference)
    assert row["verdict"] == verdict
    assert verdict in VERDICTS


@pytest.mark.parametrize(
    ("reported", "amounts", "difference", "verdict"),
    [
        (0.9, (3000, 3000, 3000), 0, "一致"),  # 0.3 + 0.3 + 0.3 is not 0.9 in binary
        (1.6, (15951,), 0.0049, "一致"),
        (1.6, (15950,), 0.005, "多报"),  # half of 0.01 counts as a whole
        (1.6, (16049,), -0.0049, "一致"),
        (1.6, (16050,), -0.005, "少报"),
        (1.6, (16000, None), 0, "一致"),
        (1.6, (None,), 1.6, "无佐证"),  # a row without an amount proves none
        (0.001, (), 0.001, "无佐证"),
    ],
)
def test_amounts_agree_to_two_decimals_of_yi(progress, reported, amounts, difference, verdict):
    rows = [(CITY, "guarantee_amount", DAY, amount) for amount in amounts]
    row = found(measured(progress, (CITY, "guarantee_amount", reported)), events(*rows)).loc[(CITY, "guarantee_amount")]
    assert (row["difference"], row["verdict"]) == (difference, verdict)


def test_the_city_is_the_sum_of_its_districts_on_both_sides(progress):
    rows = [("dawa", "activities", 2), ("gaoxin", "activities", 3)]
    proofs = events(*[("dawa", "activities", DAY)] * 3, *[("gaoxin", "activities", DAY)] * 2)
    table = found(measured(progress, *rows), proofs)
    assert table.loc[("dawa", "activities"), "verdict"] == "少报"
    assert table.loc[("gaoxin", "activities"), "verdict"] == "多报"
    assert table.loc[(CITY, "activities"), ["reported", "evidenced", "verdict"]].tolist() == [5, 5, "一致"]


def test_what_was_not_reported_has_no_verdict_and_keeps_its_rows(progress):
    table = found(measured(progress), events(("dawa", "activities", DAY)))
    row = table.loc[("dawa", "activities")]
    assert row["evidenced"] == 1
    assert row[["reported", "difference", "verdict"]].isna().all()
    assert table["verdict"].isna().all()
    assert table.loc[("panshan", "activities"), "evidenced"] == 0
    assert ("xinglongtai", "talents") not in table.index, "no target, no report, no row"


def test_rows_without_a_target_are_listed_and_later_rows_are_not_counted(progress):
    table = found(measured(progress), events(("xinglongtai", "talents", DAY), ("xinglongtai", "talents", "2021-07-01")))
    assert table.loc[("xinglongtai", "talents"), "evidenced"] == 1


def test_a_districts_figure_for_what_is_the_citys_own_is_not_called_unproven(progress):
    # rows of 对接会 count for the city, which no district shares
    table = found(
        measured(progress, ("dawa", "matchmaking_fairs", 1), (CITY, "matchmaking_fairs", 1)),
        events(("dawa", "matchmaking_fairs", DAY)),
    )
    assert table.xs("matchmaking_fairs", level="indicator").index.tolist() == [CITY]
    assert table.loc[(CITY, "matchmaking_fairs"), "verdict"] == "一致"


def test_a_milestone_is_proven_by_any_row_and_a_share_is_for_a_person(progress):
    rows = measured(progress, (CITY, "mentor_pools", 1), (CITY, "park_coverage", 100))
    table = found(rows, events((CITY, "mentor_pools", DAY), (CITY, "mentor_pools", DAY)))
    assert table.loc[(CITY, "mentor_pools"), ["evidenced", "verdict"]].tolist() == [1, "一致"]
    assert "park_coverage" not in table.index.get_level_values("indicator")


def test_status_on_what_is_proven(progress):
    given_rows = [("dawa", "activities", 6), (CITY, "park_coverage", 80)]
    before = measured(progress, *given_rows)
    proofs = events(*[("dawa", "activities", DAY)] * 3, ("dawa", "alliances", DAY))
    proven = evidence(before, proving_rows(PLAN, proofs, "2021-06"), NOBODY, submissions(), PLAN, "2021-06")
    after = status_on_evidence(before, proven, PLAN)
    assert list(after.columns) == list(before.columns)
    assert schemas.faults("status", after)[1] == []
    cells = after.set_index(["scope", "indicator"])
    target = cells.at[("dawa", "activities"), "target"]
    assert cells.loc[("dawa", "activities"), ["actual", "completion"]].tolist() == [3, pytest.approx(3 / target)]
    assert cells.at[("dawa", "activities"), "gap_points"] == pytest.approx(50 - 300 / target, abs=1e-6)
    assert cells.at[("dawa", "alliances"), "actual"] == 1, "rows count though nobody reported"
    assert cells.at[("panshan", "activities"), "actual"] == 0, "nothing reported, nothing proven"
    assert cells.at[("panshan", "activities"), "light"] == "far_behind"
    assert cells.at[(CITY, "park_coverage"), "actual"] == 80, "no table can prove it: as reported"
    assert (after[["reported", "expected"]] == before[["reported", "expected"]]).all().all()
    pd.testing.assert_frame_equal(before, measured(progress, *given_rows))  # what was given is as it was


def test_where_all_is_proven_both_bases_are_the_same(progress):
    before = measured(progress, *[(d, "activities", 2) for d in PLAN.districts["district"]])
    proofs = events(*[(d, "activities", DAY) for d in PLAN.districts["district"]] * 2)
    table = evidence(before, proving_rows(PLAN, proofs, "2021-06"), NOBODY, submissions(), PLAN, "2021-06")
    same = before["indicator"] == "activities"
    pd.testing.assert_frame_equal(status_on_evidence(before, table, PLAN)[same], before[same])


def test_nothing_at_all_is_no_fault(progress):
    assert len(found(measured(progress).iloc[:0], EMPTY)) == 0
    assert len(found(measured(progress), EMPTY, "2021-07")) == 0, "another month's status"


WHERE = st.sampled_from([*PLAN.districts["district"], CITY])
WHAT = st.sampled_from(PLAN.indicators["indicator"].tolist())


@pytest.mark.slow
@settings(max_examples=12)
@given(
    st.lists(st.tuples(WHERE, WHAT, st.integers(0, 5).map(float)), unique_by=lambda row: row[:2], max_size=15),
    st.lists(st.tuples(WHERE, WHAT, st.just(DAY), st.none() | st.integers(0, 9000)), max_size=15),
    st.randoms(use_true_random=False),
)
def test_whatever_is_reported_and_proven_in_whatever_order(reports, rows, random):
    cells = [{"scope": w, "indicator": i, "actual": a, "period": "2021-06"} for w, i, a in reports]
    frame = pd.DataFrame(cells, columns=["period", "scope", "indicator", "actual"])
    frame = with_status(frame.assign(target=2.0, planned=0.5).astype({"actual": "float64"}), PLAN)
    proofs = proving_rows(PLAN, events(*rows), "2021-06")
    table = evidence(frame, proofs, NOBODY, submissions(), PLAN, "2021-06")
    assert schemas.faults("evidence", table)[1] == []
    assert not np.isinf(table[["reported", "evidenced", "difference"]]).any().any()
    assert (table["verdict"].isna() == table["reported"].isna()).all()
    shuffled_rows = random.sample(rows, len(rows))
    behind = evidence_rows(table, proofs, EMPTY["enterprises"], submissions(), PLAN, "2021-06")
    assert the_rows_add_up_to_what_is_evidenced(table, behind, PLAN)
    order = random.sample(range(len(frame)), len(frame))
    same_proofs = proving_rows(PLAN, events(*shuffled_rows), "2021-06")
    again = evidence(frame.iloc[order], same_proofs, NOBODY, submissions(), PLAN, "2021-06")
    key = ["scope", "indicator"]
    pd.testing.assert_frame_equal(
        table.sort_values(key).reset_index(drop=True), again.sort_values(key).reset_index(drop=True)
    )
    assert (status_on_evidence(frame, table, PLAN).index == frame.index).all()


def test_tenants_of_a_carrier_that_is_not_listed_are_undecided_in_the_district_that_sent_them(progress):
    """A withdrawn row removes the carrier but not its tenants, which prove the city's figure."""
    tenants = pd.DataFrame({"carrier": ["甲", "乙", "乙", "丙"], "submission": [1, 1, 2, 3]})
    tenants = tenants.assign(entered_on=pd.Timestamp(DAY), incubatee_id=list("1234"), name="虚构")
    carriers = pd.DataFrame({"district": ["dawa"], "carrier": ["甲"]})
    proofs = proving_rows(PLAN, EMPTY | {"incubatees": tenants, "carriers": carriers}, "2021-06")
    log = pd.DataFrame({"submission": [1, 2, 3], "reporter": ["dawa", "panshan", "sci_tech_bureau"], "file": "x"})
    frame = measured(progress, ("dawa", "incubatees", 2), ("panshan", "incubatees", 1))
    table = evidence(frame, proofs, NOBODY, log, PLAN, "2021-06").set_index(["scope", "indicator"])
    rows = table.loc[[("city", "incubatees"), ("dawa", "incubatees"), ("panshan", "incubatees")]]
    assert rows[["evidenced", "undecided"]].to_numpy().tolist() == [[4, 0], [1, 1], [0, 1]]
    assert shown_verdict(rows.loc[["dawa", "panshan"]]).tolist() == [UNDECIDED_ALONE] * 2

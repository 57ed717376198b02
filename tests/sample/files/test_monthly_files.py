"""The year's reports by sender and day, with their planted peculiarities."""

import pandas as pd
import pytest

from panjin_kpi.reference.calendar import due_on
from panjin_kpi.reference.obligations import reporting_obligations
from panjin_kpi.sample.files.monthly_files import sample_files


def figures(files):
    sent = [file for file in files if "progress" in file.tables]
    return pd.concat([file.tables["progress"].assign(received_on=file.received_on) for file in sent])


@pytest.mark.slow
def test_the_same_seed_gives_the_same_rows_and_another_gives_others(small):
    one, same, other = (figures(sample_files(small, seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


@pytest.mark.slow
def test_it_covers_every_target_cell_of_every_month_but_the_missing_report(plan, files):
    rows = set(figures(files)[["period", "district", "indicator"]].itertuples(index=False, name=None))
    due, split = plan.targets_in(2021), plan.split_indicators(2021)
    cells = [(r.scope, r.indicator) for r in due.itertuples() if r.scope != "city" or r.indicator not in split]
    expected = {(f"2021-{m:02d}", scope, name) for m in range(1, 13) for scope, name in cells}
    assert expected - rows == {("2021-08", "shuangtaizi", name) for scope, name in cells if scope == "shuangtaizi"}


def test_a_missing_report_is_the_only_lapse_and_december_is_closed_in_january(plan, files):
    sent = {(f.reporter, f.period) for f in files if f.received_on <= due_on(plan, f.period)}
    months = [f"2021-{month:02d}" for month in range(5, 13)]
    owed = {(unit, month) for month in months for unit in reporting_obligations(plan, month)["reporter"]}
    assert owed - sent == {("shuangtaizi", "2021-08")}
    assert all(f.closing for f in files if f.received_on > due_on(plan, f.period))
    assert {f.received_on.isoformat() for f in files if f.closing} == {"2022-01-10"}


def test_one_figure_is_revised_a_month_later_with_a_note(files):
    rows = figures(files)
    cell = rows[
        (rows["period"] == "2021-06") & (rows["district"] == "xinglongtai") & (rows["indicator"] == "incubatees")
    ]
    assert cell["value"].diff().tolist()[1:] == [-2]
    assert cell["note"].tolist()[1] == "更正：上月多报2个"


def test_cumulative_values_never_fall_but_for_the_revision(files):
    rows = figures(files).drop_duplicates(["period", "district", "indicator"], keep="last")
    values = rows.pivot(index=["district", "indicator"], columns="period", values="value")
    assert not (values.ffill(axis=1).diff(axis=1) < 0).any(axis=None)


def test_every_row_is_sent_once_and_none_before_it_happened(files):
    for table, day in (("events", "occurred_on"), ("recognitions", "event_date"), ("incubatees", "entered_on")):
        sent = [file.tables[table].assign(sent=file.received_on) for file in files if table in file.tables]
        rows = pd.concat(sent)
        assert (rows[day] <= pd.to_datetime(rows["sent"])).all(), table
    ids = pd.concat([f.tables["events"] for f in files if "events" in f.tables])
    assert not ids.duplicated(["district", "event_id"]).any()

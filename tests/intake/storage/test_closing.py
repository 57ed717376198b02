"""A closed period keeps its figures whatever is submitted later, until it is reopened; both are in the chain."""

from datetime import date
from threading import Barrier

import pytest

from panjin_kpi.intake.storage.backup import read_backup, restore_backup, write_backup
from panjin_kpi.intake.storage.closing import ClosingFault
from panjin_kpi.intake.storage.snapshot import current_snapshot, take_snapshot
from panjin_kpi.intake.storage.store import Store

pytestmark = pytest.mark.databases
JUNE, OFFICE = date(2021, 6, 26), "sci_tech_bureau"
A, B, C = (f"2021-06,盘山县,活动,{value}," for value in (1, 2, 3))


def value(store, period="2021-06", day=None):
    frames, _, _ = store.contents(day, period)
    return frames["progress"]["value"].tolist()


def test_files_after_the_closing_count_once_the_period_is_reopened(store, checked):
    store.submit(checked(A), JUNE)
    closed = store.close("2021-06", OFFICE, "年终决算")
    assert (closed.submission, closed.closes, closed.reporter, closed.reason) == (2, "2021-06", OFFICE, "年终决算")
    later = store.submit(checked(B), JUNE, reason="纸质件补录")  # the day is before the closing, the file is not
    assert later.closed == ("2021-06",)
    assert (value(store), value(store, "2021-07"), value(store, "")) == ([1], [1], [1])
    assert value(store, day=JUNE) == [2]  # as known on a day when nothing was closed
    _, log, closing = store.contents(None, "2021-06")
    assert (closing.by, closing.later, closing.submission) == (OFFICE, 1, 2)
    assert log["submission"].tolist() == [1, 2]
    assert store.close("2021-06", OFFICE, "补报核实", reopen=True).reopens == "2021-06"
    assert (value(store), store.closings()) == ([2], {})
    store.close("2021-06", OFFICE)
    assert store.submit(checked(C), JUNE).closed == ("2021-06",)
    assert value(store) == [2]


def test_a_later_month_shows_a_closed_month_as_it_was_closed_and_its_own_figures_as_reported(store, checked):
    store.submit(checked(A), JUNE)
    store.close("2021-06", OFFICE)
    july = "2021-07,盘山县,活动,4,"
    store.submit(checked(B, july, A.replace("2021-06", "2021-05")), JUNE)
    assert value(store, "2021-07") == [1, 1, 4]  # May is open
    store.close("2021-07", OFFICE)
    store.close("2021-06", OFFICE, "补报核实", reopen=True)
    assert (value(store), value(store, "2021-08")) == ([1, 2, 4], [1, 2, 4])
    assert value(store, "2021-07") == [1, 1, 4]  # what was closed stays as it was when it was closed


def test_a_period_without_figures_or_closed_already_is_not_closed_and_an_open_one_not_opened(store, checked):
    with pytest.raises(ClosingFault, match="2021-06 还没有任何单位报送指标，没有封账"):
        store.close("2021-06", OFFICE)
    store.submit(checked(A), JUNE)
    with pytest.raises(ClosingFault, match="2021-06 没有封账，不用重新打开"):
        store.close("2021-06", OFFICE, "核实", reopen=True)
    store.close("2021-06", OFFICE)
    with pytest.raises(ClosingFault, match=r"2021-06 已于 20\d\d-.* 封账（第2号），不用再封"):
        store.close("2021-06", OFFICE)
    assert len(store.log()) == 2


def test_of_concurrent_closings_one_succeeds(store, checked, in_background):
    store.submit(checked(A), JUNE)
    barrier = Barrier(4, timeout=60)

    def close():
        barrier.wait()
        try:
            return Store(store.engine.url.render_as_string(hide_password=False)).close("2021-06", OFFICE).submission
        except ClosingFault:
            return None

    assert sorted(filter(None, (done.result(timeout=120) for done in [in_background(close) for _ in range(4)]))) == [2]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM submissions WHERE submission = 2",
        "UPDATE submissions SET closes = '2021-05' WHERE submission = 2",
        "UPDATE submissions SET reporter = 'dawa' WHERE submission = 2",
        "UPDATE submissions SET closes = NULL WHERE submission = 2",
    ],
)
def test_a_closing_that_was_removed_or_altered_by_hand_is_found(store, checked, statement):
    store.submit(checked(A), JUNE)
    store.close("2021-06", OFFICE)
    assert (store.verify().findings, store.verify().submissions) == ((), 1)
    with store.writing.begin() as connection:
        connection.exec_driver_sql(statement)
    (found,) = store.verify().findings
    assert found.startswith(("第2号报送不见了", "第2号报送（2021-06 封账）的登记被改动过"))


@pytest.mark.slow
def test_a_backup_brings_closings_into_either_database(store, checked, new_database, tmp_path):
    store.submit(checked(A), JUNE)
    store.close("2021-06", OFFICE)
    made = write_backup(store.engine, tmp_path / "一.backup")
    assert str(made) == "1 件报送，1 行"
    for kind in ("sqlite", "postgresql"):
        restore_backup(read_backup(made.path), again := Store(new_database(kind)))
        assert again.closings() == store.closings()


@pytest.mark.slow
def test_the_lab_reads_the_snapshot_of_the_closing_until_the_period_is_opened_again(store, checked, tmp_path):
    def of(period=""):
        return current_snapshot(tmp_path, period).tables()["progress"]["value"].tolist()

    store.submit(checked(A), JUNE)
    before = take_snapshot(store, tmp_path)
    store.close("2021-06", OFFICE)
    shut = take_snapshot(store, tmp_path, period="2021-06")
    store.submit(checked("2021-07,盘山县,活动,9,"))
    assert take_snapshot(store, tmp_path, period="2021-06") == shut
    take_snapshot(store, tmp_path)
    assert (of("2021-06"), of("2021-07"), of()) == ([1], [1, 9], [1, 9])
    assert (before.submissions, shut.submissions) == (1, 1)
    store.submit(checked(B))
    again = take_snapshot(store, tmp_path, period="2021-06")
    assert (again.manifest["closing"]["later"], of("2021-06")) == (1, [1])
    store.close("2021-06", OFFICE, "核实", reopen=True)
    take_snapshot(store, tmp_path, period="2021-06")
    assert of("2021-06") == [2, 9]

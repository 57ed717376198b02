"""The store: a file is kept as a whole or not at all, the later row counts, nothing is ever lost."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pandas as pd
import pytest
import sqlalchemy as sa
from pandas.testing import assert_frame_equal

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import CheckedFile
from panjin_kpi.intake.storage import store as store_module
from panjin_kpi.intake.storage.database import Refused
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import submissions, tables

pytestmark = pytest.mark.databases
HEADER = "period,district,indicator,value,withdrawn"
JUNE, JULY = date(2021, 6, 26), date(2021, 7, 26)
A, B = "2021-06,盘山县,活动,1,", "2021-06,盘山县,活动,2,"
WITHDRAWN = "2021-06,盘山县,活动,,是"


def values(store: Store, as_known_on: date | None = None) -> dict[tuple[str, str], float]:
    rows = store.in_force("progress", as_known_on)
    return dict(zip(zip(rows["period"], rows["district"], strict=True), rows["value"], strict=True))


def kept(store: Store) -> tuple[list[tuple], list[tuple]]:
    """Everything in the database."""
    with store.engine.connect() as connection:
        return tuple(
            [tuple(row) for row in connection.execute(sa.select(t))] for t in (submissions, tables["progress"])
        )


def test_an_accepted_file_gets_a_receipt_with_number_hash_rows_and_dates(store, checked, tmp_path):
    before = datetime.now(UTC)
    receipt = store.submit(checked(A, "2021-06,大洼区,活动,4,"), JUNE)
    assert (receipt.submission, receipt.rows, receipt.file) == (1, {"progress": 2}, "progress.csv")
    assert receipt.sha256 == sha256((tmp_path / "progress.csv").read_bytes()).hexdigest()
    assert receipt.received_on == "2021-06-26"
    assert before <= datetime.fromisoformat(receipt.recorded_at) <= datetime.now(UTC)
    assert str(receipt) == (
        f"已收：回执第1号　progress.csv　指标月报 2 行　收到 2021-06-26　摘要 {receipt.sha256[:12]}"
        f"　校验码 {receipt.digest[:12]}"
    )
    logged = store.log().iloc[0]
    assert logged.to_dict() == {name: getattr(receipt, name) for name in logged.index}


def test_a_file_without_a_given_day_is_received_on_the_day_that_it_is_in_beijing(store, checked):
    def today():
        return datetime.now(timezone(timedelta(hours=8))).date().isoformat()

    before = today()
    assert before <= store.submit(checked(A)).received_on <= today()


def test_a_later_row_replaces_the_earlier_one_and_both_stay(store, checked):
    store.submit(checked(A, "2021-06,大洼区,活动,4,"))
    store.submit(checked(B))
    assert values(store) == {("2021-06", "panshan"): 2, ("2021-06", "dawa"): 4}
    assert store.in_force("progress")["submission"].tolist() == [1, 2]
    value = list(tables["progress"].c.keys()).index("value")
    assert sorted(row[value] for row in kept(store)[1]) == [1, 2, 4]


def test_a_withdrawn_row_is_gone_until_a_later_value_brings_it_back(store, checked):
    store.submit(checked(A))
    store.submit(checked(WITHDRAWN))
    assert values(store) == {}
    store.submit(checked(B))
    assert values(store) == {("2021-06", "panshan"): 2}
    assert len(kept(store)[1]) == 3


def test_the_same_file_twice_is_recognised_and_adds_nothing(store, checked):
    first = store.submit(checked(A), JUNE)
    before = kept(store)
    again = store.submit(checked(A), JULY)
    assert again.known_before
    assert not first.known_before
    assert (again.submission, again.received_on) == (1, "2021-06-26")
    assert str(again) == "已收过：progress.csv 与回执第1号内容相同，于 2021-06-26 收到，没有重复入库。"
    assert kept(store) == before


def test_an_old_file_sent_again_takes_no_correction_back(store, checked):
    numbers = [store.submit(checked(row)).submission for row in (A, B, A, WITHDRAWN, B, A)]
    assert numbers == [1, 2, 1, 3, 2, 1]
    assert values(store) == {}
    assert len(kept(store)[1]) == 3


def test_a_warning_names_what_sending_it_again_would_take_back(store, checked):
    store.submit(checked(A), JUNE)
    store.submit(checked(B), JULY)
    again = store.submit(checked(A))
    assert again.known_before
    assert str(again).endswith(
        "于 2021-06-26 收到，没有重复入库。其中 1 处后来已经更正；确要改回这个文件的数字，请加 --yes 重新报送。"
    )
    (change,) = again.differences.changes
    assert (change.old, change.new, change.submission) == ("2", "1", 2)


def test_on_purpose_a_file_is_accepted_again_once_its_rows_were_replaced(store, checked):
    numbers = [store.submit(checked(row), confirmed=True).submission for row in (A, B, A, WITHDRAWN, A, A)]
    assert numbers == [1, 2, 3, 4, 5, 5]
    assert values(store) == {("2021-06", "panshan"): 1}


def test_a_withdrawal_sent_twice_is_recognised_too(store, checked):
    assert [store.submit(checked(row)).submission for row in (A, WITHDRAWN, WITHDRAWN)] == [1, 2, 2]


def test_on_purpose_a_file_of_which_one_row_was_replaced_is_accepted_again(store, checked):
    both = (A, "2021-06,大洼区,活动,4,")
    assert [store.submit(checked(*rows), confirmed=True).submission for rows in (both, [B], both)] == [1, 2, 3]
    assert values(store) == {("2021-06", "panshan"): 1, ("2021-06", "dawa"): 4}


def test_as_known_on_a_day_shows_what_had_been_received_by_then(store, checked):
    store.submit(checked(A), JUNE)
    store.submit(checked(B), JULY)
    store.submit(checked(WITHDRAWN), date(2021, 8, 1))
    shown = {day: values(store, date.fromisoformat(day)).get(("2021-06", "panshan"))
             for day in ("2021-06-25", "2021-06-26", "2021-07-25", "2021-07-26", "2021-08-01")}  # fmt: skip
    assert list(shown.values()) == [None, 1, 1, 2, None]
    assert store.log(JUNE)["submission"].tolist() == [1]
    assert store.log()["submission"].tolist() == [1, 2, 3]


def test_a_file_with_errors_leaves_the_store_byte_for_byte_as_it_was(store, checked, tmp_path):
    store.submit(checked(A))
    rows, files = kept(store), _files(tmp_path / "store")
    bad = checked("2021-06,大洼区,活动,4,", "2021-06,盘山县,活动,-3,")
    with pytest.raises(ValueError, match="errors"):
        store.submit(bad)
    assert _files(tmp_path / "store") == files
    assert kept(store) == rows


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def test_a_submission_that_breaks_off_in_the_middle_leaves_nothing(store, checked, monkeypatch):
    def power_cut(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "records", power_cut)
        with pytest.raises(OSError, match="power cut"):
            store.submit(checked(A))
    assert kept(store) == ([], [])
    again = store.submit(checked(A))
    assert (again.known_before, again.submission) == (False, 1)


def test_fictitious_rows_do_not_enter_the_official_store(checked, store_url):
    header = "period,district,indicator,value,fictitious"
    official = Store(store_url, official=True)
    with pytest.raises(Refused, match=re.escape("这是虚构的示例数据，不能进入正式库")):
        official.submit(checked("2021-06,大洼区,活动,4,", "2021-06,盘山县,活动,1,是", header=header))
    assert kept(official) == ([], [])
    assert official.submit(checked("2021-06,盘山县,活动,1,否", header=header)).submission == 1


def test_another_store_keeps_fictitious_rows_and_their_mark(store, checked):
    store.submit(checked("2021-06,盘山县,活动,1,是", header="period,district,indicator,value,fictitious"))
    assert store.in_force("progress")["fictitious"].tolist() == [True]


def test_what_was_typed_is_kept_beside_what_it_means(store, checked):
    store.submit(checked('" ２０２１年６月",高新区,高企 ,"１，２３４",', "", '2021-06,盘山,"活动",3,否'))
    typed = sa.select(tables["progress"].c.typed, tables["progress"].c.file_row)
    with store.engine.connect() as connection:
        cells = {row.file_row: row.typed for row in connection.execute(typed)}
    assert cells == {
        2: dict(zip(HEADER.split(","), [" ２０２１年６月", "高新区", "高企 ", "１，２３４", ""], strict=True)),
        4: dict(zip(HEADER.split(","), ["2021-06", "盘山", "活动", "3", "否"], strict=True)),
    }
    assert values(store) == {("2021-06", "gaoxin"): 1234, ("2021-06", "panshan"): 3}


def test_in_force_has_typed_columns_sorted_by_key_even_when_empty(store, checked):
    empty = store.in_force("progress")
    store.submit(checked("2021-07,盘山县,活动,1,", "2021-06,大洼区,活动,2,", A))
    full = store.in_force("progress")
    assert list(full.columns) == list(empty.columns)
    assert "withdrawn" not in full
    assert list(zip(full["period"], full["district"], strict=True)) == [
        ("2021-06", "dawa"), ("2021-06", "panshan"), ("2021-07", "panshan"),
    ]  # fmt: skip
    assert full["file_row"].tolist() == [3, 4, 2]
    assert full["note"].isna().all()
    assert (full.dtypes == empty.dtypes).all()


def test_every_type_of_every_table_comes_back_as_it_went_in(store, every_table):
    store.submit(every_table, JUNE)
    for table in schemas.SUBMITTED:
        part = every_table.parts[table]
        sent = part.rows[~part.rows["withdrawn"]].drop(columns="withdrawn").sort_values(schemas.key(table))
        found = store.in_force(table)
        assert_frame_equal(found[list(sent)], sent.reset_index(drop=True), check_exact=True, obj=table)
        assert found["file_row"].tolist() == sent.index.tolist(), table
        query = sa.select(tables[table].c.typed).order_by(tables[table].c.file_row)
        with store.engine.connect() as connection:
            typed = connection.execute(query).scalars().all()
        assert typed == part.typed.to_dict("records"), table


@pytest.mark.slow
def test_both_databases_give_the_same_frames_to_the_last_character(new_database, every_table, checked):
    given = []
    for kind in ("sqlite", "postgresql"):
        store = Store(new_database(kind))
        store.submit(every_table, JUNE)
        store.submit(checked("2021-07,盘山县,活动,-0,", "2021-06,大洼区,活动,2,"), JUNE)
        frames, log, _ = store.contents()
        given.append(frames | {"submissions": log.drop(columns=["recorded_at", "digest"])})
    assert given[0].keys() == given[1].keys()
    for name, frame in given[0].items():
        assert_frame_equal(frame, given[1][name], check_exact=True)
        assert frame.to_csv() == given[1][name].to_csv()


def test_text_that_not_every_database_can_keep_is_refused_with_its_cell(store, checked):
    file = checked(A, "2021-06,大洼区,活动,4,")
    file.parts["progress"].rows.loc[3, "note"] = "前\0后"
    with pytest.raises(Refused, match=re.escape("指标月报第3行“备注”含有看不见的字符（NUL）。请重新输入这一格")):
        store.submit(file)
    assert kept(store) == ([], [])


def test_the_contents_are_of_one_moment_even_when_files_arrive_meanwhile(store, checked, monkeypatch):
    store.submit(checked(A))
    read = store_module.in_force

    def meanwhile(connection: sa.Connection, table: str, *conditions: sa.ColumnElement[bool]) -> pd.DataFrame:
        frame = read(connection, table, *conditions)
        file = checked(f"2021-07,盘山县,活动,{schemas.SUBMITTED.index(table)},")
        Store(store.engine.url.render_as_string(hide_password=False)).submit(file)
        return frame

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "in_force", meanwhile)
        patch.setattr(schemas, "SUBMITTED", schemas.SUBMITTED[::-1])
        frames, log, _ = store.contents()
    assert frames["progress"]["period"].tolist() == ["2021-06"]
    assert log["submission"].tolist() == [1]
    assert len(store.log()) == 1 + len(schemas.SUBMITTED)


@pytest.fixture
def at_once(in_background):
    """Submit all files at the same moment, each through a store of its own."""

    def submit(url: str, files: list[CheckedFile]) -> list:
        barrier = Barrier(len(files), timeout=60)

        def one(file: CheckedFile):
            barrier.wait()
            return Store(url).submit(file)

        receipts = [in_background(one, file) for file in files]
        return [receipt.result(timeout=120) for receipt in receipts]

    return submit


def test_eight_submissions_at_once_into_a_new_store_all_land(at_once, checked, store_url):
    receipts = at_once(store_url, [checked(f"2021-{month:02d},盘山县,活动,{month},") for month in range(1, 9)])
    assert sorted(receipt.submission for receipt in receipts) == list(range(1, 9))
    assert values(Store(store_url)) == {(f"2021-{month:02d}", "panshan"): month for month in range(1, 9)}


def test_the_same_file_sent_by_many_at_once_is_kept_once(at_once, store, store_url, checked):
    receipts = at_once(store_url, [checked(A)] * 6)
    assert {receipt.submission for receipt in receipts} == {1}
    assert sum(not receipt.known_before for receipt in receipts) == 1
    assert len(kept(store)[1]) == 1

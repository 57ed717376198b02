"""Snapshots: frozen, complete, verifiable; the newest without ``as_known_on`` is the current one."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.checks.rule import Reporter
from panjin_kpi.intake.storage import snapshot as snapshot_module
from panjin_kpi.intake.storage.snapshot import (
    Snapshot,
    SnapshotFault,
    current_snapshot,
    frozen_until,
    snapshots,
    take_snapshot,
)
from panjin_kpi.reference.calendar import today

HEADER = "period,district,indicator,value,withdrawn,fictitious"
JUNE, JULY = date(2021, 6, 26), date(2021, 7, 26)
A, B = "2021-06,盘山县,活动,1,,", "2021-06,大洼区,活动,2,,"


@pytest.fixture
def submit(plan, send, store) -> Callable[..., None]:
    def rows(*lines: str, on: date = JUNE) -> None:
        store.submit(check_file(send(HEADER, *lines), "progress", plan), on)

    return rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def districts(snapshot: Snapshot) -> list[str]:
    return snapshot.tables()["progress"]["district"].tolist()


def test_a_snapshot_holds_what_is_in_force(store, submit, folder):
    submit(A, B)
    submit(A.replace("1,,", "7,,"))
    frame = take_snapshot(store, folder).tables()["progress"]
    assert_frame_equal(frame, store.in_force("progress"))
    assert frame["value"].tolist() == [2, 7]


@pytest.mark.slow
def test_the_manifest_has_hashes_counts_time_versions_and_submissions(store, submit, folder):
    before = datetime.now(UTC).replace(microsecond=0)
    submit(A, B)
    submit(A.replace("1,,", "7,,"), on=JULY)
    snapshot = take_snapshot(store, folder)
    written = json.loads((snapshot.folder / "manifest.json").read_text(encoding="utf-8"))
    assert written == snapshot.manifest
    parquet = (snapshot.folder / "progress.parquet").read_bytes()
    assert written["tables"]["progress"] == {"rows": 2, "sha256": sha256(parquet).hexdigest()}
    assert before <= datetime.fromisoformat(written["taken_at"]) <= datetime.now(UTC)
    assert written["versions"].keys() == {"panjin-kpi", "pandas", "pyarrow", "python"}
    assert written["versions"]["pandas"] == pd.__version__
    assert [(s["submission"], s["received_on"], s["rows"]) for s in written["submissions"]] == [
        (1, "2021-06-26", {"progress": 2}), (2, "2021-07-26", {"progress": 1}),
    ]  # fmt: skip
    assert written["submissions"] == store.log().to_dict("records")
    assert snapshot.name.endswith(written["content"][:8])


def test_an_empty_store_has_a_snapshot_too(store, folder):
    snapshot = take_snapshot(store, folder)
    assert snapshot.tables()["progress"].empty
    assert snapshot.manifest["submissions"] == []
    assert take_snapshot(store, folder) == snapshot


def test_a_changed_store_gives_a_new_snapshot_and_leaves_the_old_one_as_it_was(store, submit, folder):
    submit(A)
    old = take_snapshot(store, folder)
    files = {path: path.read_bytes() for path in old.folder.iterdir()}
    submit(B)
    new = take_snapshot(store, folder)
    assert new.name > old.name
    assert [snapshot.name for snapshot in snapshots(folder)] == [old.name, new.name]
    assert {path: path.read_bytes() for path in old.folder.iterdir()} == files
    assert (districts(old), districts(new)) == (["panshan"], ["dawa", "panshan"])


@pytest.mark.slow
def test_going_back_to_an_earlier_content_is_a_new_newest_snapshot(store, submit, folder):
    submit(A)
    first = take_snapshot(store, folder)
    submit(B)
    take_snapshot(store, folder)
    submit("2021-06,大洼区,活动,,是,")
    third = take_snapshot(store, folder)
    assert third.manifest["content"] == first.manifest["content"]
    assert third.name not in (first.name, snapshots(folder)[1].name)
    assert current_snapshot(folder) == third
    assert districts(current_snapshot(folder)) == ["panshan"]
    assert len(third.manifest["submissions"]) == 3


@pytest.mark.slow
def test_what_was_known_on_a_day_is_kept_apart_and_never_current(store, submit, folder):
    submit(A)
    submit(B, on=JULY)
    current = take_snapshot(store, folder)
    earlier = take_snapshot(store, folder, as_known_on=JUNE)
    assert earlier.name > current.name
    assert districts(earlier) == ["panshan"]
    assert earlier.manifest["as_known_on"] == "2021-06-26"
    assert [s["submission"] for s in earlier.manifest["submissions"]] == [1]
    assert current_snapshot(folder) == current
    assert take_snapshot(store, folder, as_known_on=JUNE) == earlier
    assert take_snapshot(store, folder) == current


def test_all_that_is_known_and_known_on_a_day_are_two_snapshots_even_of_the_same_rows(store, submit, folder):
    submit(A)
    on_a_day, every = take_snapshot(store, folder, as_known_on=JULY), take_snapshot(store, folder)
    assert on_a_day.manifest["content"] == every.manifest["content"]
    assert on_a_day.name != every.name
    assert current_snapshot(folder) == every


def test_without_a_snapshot_of_all_that_is_known_there_is_no_current_one(store, submit, folder):
    with pytest.raises(SnapshotFault, match="还没有快照。请先运行 panjin-kpi snapshot。"):
        current_snapshot(folder)
    submit(A)
    take_snapshot(store, folder, as_known_on=JUNE)
    with pytest.raises(SnapshotFault, match="还没有快照"):
        current_snapshot(folder)


def _changed(path: Path) -> None:
    pd.read_parquet(path).assign(value=99.0).to_parquet(path, index=False)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [_changed, _cut, Path.unlink])
def test_a_changed_or_missing_file_is_refused_in_chinese(store, submit, folder, harm):
    submit(A)
    snapshot = take_snapshot(store, folder)
    harm(snapshot.folder / "progress.parquet")
    with pytest.raises(SnapshotFault) as caught:
        snapshots(folder)[0].tables()
    assert str(caught.value) == (f"快照 {snapshot.name} 的文件缺失或被改动过。请重新运行 panjin-kpi snapshot。")


def test_the_remedy_of_a_broken_snapshot_works(store, submit, folder):
    submit(A)
    (take_snapshot(store, folder).folder / "progress.parquet").unlink()
    take_snapshot(store, folder)
    assert districts(current_snapshot(folder)) == ["panshan"]


def test_a_broken_manifest_is_refused_in_chinese(store, submit, folder):
    submit(A)
    (take_snapshot(store, folder).folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(SnapshotFault):
        current_snapshot(folder)


@pytest.mark.parametrize(("rows", "fictitious"), [([A], False), ([A, B + "是"], True)])
def test_one_fictitious_row_marks_the_whole_snapshot(store, submit, folder, rows, fictitious):
    submit(*rows)
    assert take_snapshot(store, folder).manifest["fictitious"] is fictitious


def test_a_fictitious_row_that_was_withdrawn_marks_nothing(store, submit, folder):
    submit(A, B + "是")
    submit("2021-06,大洼区,活动,,是,是")
    assert take_snapshot(store, folder).manifest["fictitious"] is False


@pytest.mark.parametrize("step", [(pd.DataFrame, "to_parquet"), (Path, "write_text"), (Path, "replace")])
@pytest.mark.parametrize("cause", [OSError("disk full"), KeyboardInterrupt()])
def test_an_interrupted_snapshot_leaves_nothing_behind(store, submit, folder, monkeypatch, step, cause):
    def interrupted(*_: object, **__: object) -> None:
        raise cause

    submit(A)
    with monkeypatch.context() as patch:
        patch.setattr(*step, interrupted)
        with pytest.raises(type(cause)):
            take_snapshot(store, folder)
    assert list(folder.iterdir()) == []
    assert take_snapshot(store, folder) == current_snapshot(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other rights")
def test_colleagues_may_read_a_snapshot_as_they_may_its_folder(store, submit, folder):
    submit(A)
    assert take_snapshot(store, folder).folder.stat().st_mode == folder.stat().st_mode


@pytest.mark.slow
def test_a_submission_that_arrives_while_a_snapshot_is_taken_is_wholly_in_it_or_wholly_out(
    store, submit, folder, monkeypatch
):
    submit(A)
    write = pd.DataFrame.to_parquet

    def meanwhile(frame: pd.DataFrame, *args: object, **options: object) -> None:
        submit(B)
        write(frame, *args, **options)

    monkeypatch.setattr(pd.DataFrame, "to_parquet", meanwhile)
    snapshot = take_snapshot(store, folder)
    assert len(districts(snapshot)) == len(snapshot.manifest["submissions"])


def test_the_manifest_is_json_and_names_the_reporter(store, checked, tmp_path):
    store.submit(checked("2021-06,盘山县,活动,1,"))
    store.submit(replace(checked("2021-06,大洼区,活动,1,"), reporter=Reporter("dawa", on_behalf=True)))
    manifest = (take_snapshot(store, tmp_path / "snapshots").folder / "manifest.json").read_text(encoding="utf-8")
    log = json.loads(manifest, parse_constant=pytest.fail)["submissions"]
    assert [(entry["reporter"], entry["on_behalf"]) for entry in log] == [(None, False), ("dawa", True)]


def test_snapshots_are_in_the_order_they_were_taken_though_the_clock_was_set_back(store, submit, folder, monkeypatch):
    submit(A)
    first = take_snapshot(store, folder)
    first.folder.rename(first.folder.with_name("29990101T000000000000-00000000"))
    submit(B)
    second = take_snapshot(store, folder)
    assert [one.number for one in snapshots(folder)] == [1, 2]
    assert current_snapshot(folder) == second


@pytest.mark.slow
def test_what_a_snapshot_shows_of_a_day_is_not_changed_by_what_comes_in_later(store, submit, folder, plan, send):
    submit(A)
    assert frozen_until(folder) is None
    shown = take_snapshot(store, folder, as_known_on=JUNE)
    take_snapshot(store, folder)  # of today, which is not over
    assert frozen_until(folder) == JUNE
    late = check_file(send(HEADER, B), "progress", plan)
    receipt = store.submit(late, JUNE, frozen_until=frozen_until(folder))
    assert (receipt.received_on, receipt.known_on) == (str(JUNE), str(today()))
    assert take_snapshot(store, folder, as_known_on=JUNE) == shown
    assert store.in_force("progress", JUNE)["district"].tolist() == ["panshan"]
    assert store.in_force("progress")["district"].tolist() == ["dawa", "panshan"]
    other = check_file(send(HEADER, B.replace("2,,", "3,,")), "progress", plan)
    receipt = store.submit(other, JUNE, frozen_until=frozen_until(folder), reason="纸质件 6 月 26 日收到")
    assert (receipt.known_on, store.log()["reason"].tolist()) == (str(JUNE), [None, None, "纸质件 6 月 26 日收到"])
    assert store.in_force("progress", JUNE)["value"].tolist() == [3, 1]
    later = check_file(send(HEADER, A.replace("1,,", "9,,")), "progress", plan)
    assert store.submit(later, JULY, frozen_until=JUNE).known_on == str(JULY)


def test_a_snapshot_of_everything_freezes_the_days_before_the_one_it_was_taken_on(store, submit, folder, monkeypatch):
    submit(A)
    taken = take_snapshot(store, folder)
    assert taken.day == today()
    assert frozen_until(folder) is None
    monkeypatch.setattr(snapshot_module, "today", lambda: taken.day + timedelta(1))
    assert frozen_until(folder) == taken.day

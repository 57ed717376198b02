"""Tables as CSV files: accepted one after the other, marked in every row, never replacing somebody's own files."""

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.names import stored_key
from panjin_kpi.sample.files.bulk_csv import accept_tables, refuse_real_tables, write_tables
from panjin_kpi.sample.files.bulk_tables import sample_tables
from panjin_kpi.sample.files.workbooks import RealRows, write_sample

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tables(small):
    return sample_tables(small, enterprises=60)


def test_each_file_is_accepted_and_the_store_has_the_same_rows(plan, tmp_path):
    tables = sample_tables(plan, enterprises=300)
    paths, store = write_tables(tmp_path, plan, tables), Store("sqlite://")
    receipts = accept_tables(plan, paths, store)
    assert {name for receipt in receipts for name in receipt.rows} == set(schemas.SUBMITTED)
    assert {receipt.received_on for receipt in receipts} == {"2021-12-27"}
    for name, table in tables.items():
        kept = store.in_force(name)
        assert kept["fictitious"].all()
        made = table.sort_values(schemas.key(name)).reset_index(drop=True)
        for column in table:
            ours, theirs = made[column], kept[column]
            if column in ("event_id", "carrier", "incubatee_id", "action_id"):  # folded, as in every submission
                ours = ours.map(stored_key, na_action="ignore")
            assert (ours.isna().to_numpy() == theirs.isna().to_numpy()).all(), column
            same = (ours == theirs) | ours.isna()
            assert same.fillna(True).all(), (name, column)


def test_each_file_alone_is_free_of_errors(plan, tmp_path):
    for path in write_tables(tmp_path, plan, sample_tables(plan, enterprises=100)):
        assert check_file(path, path.stem, plan).acceptable, path.name


def test_excel_opens_them_and_people_read_the_headers(small, tables, tmp_path):
    paths = {path.stem: path for path in write_tables(tmp_path, small, tables)}
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths.values())
    progress = pd.read_csv(paths["progress"], encoding="utf-8-sig")
    assert list(progress) == ["期间", "地区", "指标", "本年累计", "虚构示例"]
    assert set(progress["虚构示例"]) == {"是"}


def test_an_earlier_sample_is_replaced_by_the_other_kind(small, small_files, tables, tmp_path):
    files = small_files[:2]
    list(write_sample(tmp_path, small, files))
    write_tables(tmp_path, small, tables)
    assert not list(tmp_path.rglob("*.xlsx"))
    assert len(list(tmp_path.rglob("*.csv"))) == len(tables)
    list(write_sample(tmp_path, small, files))
    assert not list(tmp_path.rglob("*.csv"))
    assert len(list(tmp_path.rglob("*.xlsx"))) == 2


def test_somebody_s_own_files_stay_and_are_not_overwritten(small, tables, tmp_path):
    mine = tmp_path / "submissions" / "progress.csv"
    other = tmp_path / "submissions" / "notes.csv"
    mine.parent.mkdir()
    header = "period,district,indicator,value,fictitious\n"
    rows = "2021-06,panshan,activities,1,是\n2021-07,panshan,activities,2,\n"
    for path in (mine, other):
        path.write_text(header + rows, encoding="utf-8")
    with pytest.raises(RealRows, match=r"progress\.csv 没有标明"):
        refuse_real_tables(tmp_path)
    with pytest.raises(RealRows):
        write_tables(tmp_path, small, tables)
    assert sorted(path.name for path in mine.parent.iterdir()) == ["notes.csv", "progress.csv"]
    mine.unlink()
    write_tables(tmp_path, small, tables)
    assert other.read_text(encoding="utf-8") == header + rows

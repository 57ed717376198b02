"""Upgrading: from the first version's own bytes to the present tables, on both databases, all or nothing."""

import shutil
import sqlite3
import sys
from contextlib import closing
from hashlib import sha256

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from typer.testing import CliRunner

from panjin_kpi.cli import app
from panjin_kpi.intake.storage.backup import read_backup, restore_backup
from panjin_kpi.intake.storage.database import StoreFault, open_database
from panjin_kpi.intake.storage.migrations import upgrade as migration
from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
from panjin_kpi.intake.storage.originals import keep
from panjin_kpi.intake.storage.schema_version import LATEST, marker, version_of
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import metadata
from panjin_kpi.project import ROOT

COLUMN = "  source:\n    title: 数据来源\n    dtype: str\n    nullable: true\n    required: false\n"
SCRIPT = """
import sqlalchemy as sa
from alembic import op

def upgrade():
    with op.batch_alter_table("progress") as table:
        table.add_column(sa.Column("source", sa.Text))
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "升级前.backup"


@pytest.mark.databases
def test_an_upgraded_store_has_the_tables_of_a_new_one(version_1, file):
    """If this fails, a schema or the log of submissions has changed: write a migration for the listed differences."""
    upgrade_store(url := version_1(), file)
    _, writing = open_database(url)
    with writing.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": marker.name})
        assert compare_metadata(context, metadata) == []
        assert version_of(connection) == LATEST
    writing.dispose()


@pytest.mark.databases
def test_a_store_of_the_first_version_is_backed_up_and_goes_on(version_1, file, checked):
    url = version_1()
    assert upgrade_store(url, file) == (1, read_backup(file))
    store = Store(url)
    assert store.log()["submission"].tolist() == [1, 2, 3]
    assert store.log()["reporter"].isna().all()
    assert not store.log()["on_behalf"].any()
    assert 2 in store.in_force("progress")["value"].tolist()
    assert store.submit(checked("2021-07,盘山县,活动,3,")).submission == 4
    assert upgrade_store(url, file) is None
    store.engine.dispose()


@pytest.mark.slow
@pytest.mark.databases
def test_the_backup_of_an_upgrade_brings_everything_back_on_either_database(version_1, file, new_database, everything):
    upgrade_store(url := version_1(), file)
    for kind in ("sqlite", "postgresql"):
        restore_backup(read_backup(file), again := Store(new_database(kind)))
        assert everything(again) == everything(Store(url))


@pytest.mark.databases
def test_a_migration_that_fails_leaves_the_store_as_it_was(version_1, file, monkeypatch):
    from panjin_kpi.intake.storage.migrations import v0002_reporter

    upgrade = v0002_reporter.upgrade

    def broken() -> None:
        upgrade()
        raise OSError("power cut")

    monkeypatch.setattr(v0002_reporter, "upgrade", broken)
    with pytest.raises(OSError, match="power cut"):
        upgrade_store(url := version_1(), file)
    assert read_backup(file).version == 1
    reading, _ = open_database(url)
    with reading.connect() as connection:
        assert version_of(connection) == 1
        assert "reporter" not in [column["name"] for column in sa.inspect(connection).get_columns("submissions")]
    reading.dispose()


@pytest.mark.databases
def test_without_its_backup_nothing_is_upgraded(version_1, file):
    file.write_text("another")
    with pytest.raises(StoreFault, match="已经存在，没有备份"):
        upgrade_store(url := version_1(), file)
    with pytest.raises(StoreFault, match="库是第1版"):
        Store(url)


@pytest.mark.slow
@pytest.mark.databases
def test_a_table_that_others_refer_to_can_be_copied(store, every_table):
    """What SQLite's batch mode does for a column that becomes another: every row of the others would be refused."""
    store.submit(every_table)
    with (
        migration._changing(store.writing) as connection,
        Operations.context(MigrationContext.configure(connection)) as op,
        op.batch_alter_table("submissions") as table,
    ):
        table.alter_column("file", new_column_name="file_name")
    with store.engine.connect() as connection:
        assert "file_name" in [column["name"] for column in sa.inspect(connection).get_columns("submissions")]


@pytest.mark.databases
def test_a_newer_store_and_none_are_refused(store, store_url, file, new_database):
    with store.writing.begin() as connection:
        connection.execute(marker.update(), {"version_num": "99"})
    with pytest.raises(StoreFault, match="更新的 panjin-kpi"):
        upgrade_store(store_url, file)
    with pytest.raises(StoreFault, match="还没有库"):
        upgrade_store(new_database(), file)
    assert not file.exists()


@pytest.mark.databases
def test_the_command_backs_up_upgrades_and_says_so(version_1, tmp_path):
    words = ["upgrade", "--store", version_1(), "--data", str(tmp_path)]
    first, again = (CliRunner().invoke(app, words) for _ in range(2))
    (made,) = (tmp_path / "store").glob("升级前-*.backup")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.output == f"已备份：3 件报送，38 行，在 {made}\n已升级：第1版 → 第{LATEST}版\n"
    assert again.output == f"库已经是第{LATEST}版，不用升级\n"


def test_the_backup_of_an_upgrade_has_the_originals(version_1, tmp_path):
    keep(tmp_path, [(name := f"{sha256(b'x').hexdigest()}.csv", b"x")])
    done = CliRunner().invoke(app, ["upgrade", "--store", version_1(), "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    (made,) = (tmp_path / "store").glob("*.backup")
    with closing(sqlite3.connect(made)) as backup:
        assert backup.execute("SELECT * FROM originals").fetchall() == [(name, b"x")]


def test_upgrading_without_a_store_fails_and_creates_none(tmp_path):
    done = CliRunner().invoke(app, ["upgrade", "--data", str(tmp_path)])
    assert isinstance(done.exception, StoreFault)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_optional_column_needs_one_migration_and_nothing_else(tmp_path, send, finished):
    """The package with another column in progress.yaml, on a store and a backup of version 1."""
    there = tmp_path / "later"
    for folder in ("panjin_kpi", "schemas", "data/reference"):
        shutil.copytree(ROOT / folder, there / folder, ignore=shutil.ignore_patterns("__pycache__"))
    schema = there / "schemas" / "progress.yaml"
    schema.write_text(
        schema.read_text(encoding="utf-8").replace("  withdrawn:\n", f"{COLUMN}  withdrawn:\n", 1), "utf-8"
    )
    script = there / "panjin_kpi/intake/storage/migrations" / f"v{LATEST + 1:04}_source.py"
    script.write_text(SCRIPT, "utf-8")
    data = tmp_path / "data"
    (data / "store").mkdir(parents=True)
    shutil.copyfile(ROOT / "tests/intake/storage/files/version1.sqlite", data / "store" / "panjin_kpi.sqlite")
    backup = tmp_path / "first.backup"
    shutil.copyfile(ROOT / "tests/intake/storage/files/version1.backup.sqlite", backup)
    row = send("period,district,indicator,value,source", "2021-07,盘山县,活动,3,季报")

    def call(*words: object) -> str:
        done = finished([sys.executable, "-m", "panjin_kpi", *words], cwd=there)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert f"第1版 → 第{LATEST + 1}版" in call("upgrade", "--data", data)
    call("submit", row, "--data", data)
    call("snapshot", "--data", data)
    call("backup", tmp_path / "later.backup", "--data", data)
    call("restore", backup, "--data", tmp_path / "old again")
    call("restore", tmp_path / "later.backup", "--data", tmp_path / "again")
    with sqlite3.connect(tmp_path / "again" / "store" / "panjin_kpi.sqlite") as kept:
        assert kept.execute("SELECT source FROM progress WHERE period = '2021-07'").fetchall()[-1] == ("季报",)

"""The store's database: writers take turns, errors are one Chinese sentence, a password is never shown."""

import os
import re
import signal
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import TimeoutError as StillWaiting
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from panjin_kpi.cli import main
from panjin_kpi.intake.storage import database
from panjin_kpi.intake.storage.database import StoreFault, open_database
from panjin_kpi.intake.storage.store import Store

SECRET = "gEhe1m"
CLOSED = f"postgresql+psycopg://office:{SECRET}@127.0.0.1:1/kpi"


@pytest.fixture
def turns(store_url):
    """A table with one row, and two connections to its database."""
    reading, writing = open_database(store_url)
    with writing.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE turns (number integer)")
        connection.exec_driver_sql("INSERT INTO turns VALUES (1)")
    return reading, writing


def turn(url: str) -> int:
    """The number that a writer finds at the start of its turn; it then increments it."""
    _, writing = open_database(url)
    with writing.begin() as connection:
        found = connection.exec_driver_sql("SELECT max(number) FROM turns").scalar_one()
        connection.exec_driver_sql(f"INSERT INTO turns VALUES ({found + 1})")
    writing.dispose()
    return found


@pytest.mark.slow
@pytest.mark.databases
def test_a_writer_waits_for_the_one_before_and_sees_what_it_wrote(store_url, turns, in_background):
    reading, writing = turns
    with writing.begin() as connection:
        connection.exec_driver_sql("SELECT max(number) FROM turns")
        second = in_background(turn, store_url)
        with pytest.raises(StillWaiting):
            second.result(timeout=0.5)
        connection.exec_driver_sql("INSERT INTO turns VALUES (2)")
    assert second.result(timeout=20) == 2
    with reading.connect() as connection:
        assert connection.exec_driver_sql("SELECT max(number) FROM turns").scalar() == 3


@pytest.mark.databases
def test_a_reader_sees_one_moment_to_its_end_and_holds_no_writer_up(store_url, turns):
    reading, _ = turns
    with reading.connect() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM turns").scalar()
        turn(store_url)
        assert connection.exec_driver_sql("SELECT count(*) FROM turns").scalar() == before
    with reading.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM turns").scalar() == before + 1


@pytest.mark.databases
def test_a_writer_whose_turn_does_not_come_says_so(store_url, monkeypatch):
    Store(store_url)
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.2)
    _, writing = open_database(store_url)
    _, other = open_database(store_url)
    with writing.begin(), pytest.raises(StoreFault, match=r"有别的程序在写，等了.*请稍后重新运行"), other.begin():
        pass


def test_a_server_that_hangs_is_given_up_and_reported(postgresql, monkeypatch):
    monkeypatch.setattr(database, "SECONDS_TO_ANSWER", 0.5)
    _, writing = open_database(postgresql.url)
    stopped: list[int] = []

    def ask() -> None:
        with writing.begin() as connection:
            stopped.append(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())
            os.kill(stopped[0], signal.SIGSTOP)
            connection.exec_driver_sql("SELECT 1")

    begun = time.monotonic()
    try:
        with pytest.raises(StoreFault, match=r"秒没有回答。请检查数据库服务器和网络"):
            ask()
    finally:
        os.kill(stopped[0], signal.SIGCONT)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "写法不对"),
        ("", "写法不对"),
        (f"postgresql//office:{SECRET}@host/kpi", "写法不对"),
        (f"postgresql+psycopg://office:{SECRET}", "写法不对"),
        (f"postgresql+psycopg://office:{SECRET}@host:port/kpi", "写法不对"),
        (f"postgresql+psycopg://office:a@{SECRET}@host/kpi", "%40"),
        (f"postgresql+psycopg://office:a@b/{SECRET}@host/kpi", "%40"),
        (f"postgresql+psycopg://of/fice:{SECRET}@host/kpi", "%40"),
        (f"mysql+pymysql://office:{SECRET}@host/kpi", "只能放在 SQLite 或 PostgreSQL"),
    ],
)
def test_a_url_that_will_not_do_is_refused_without_showing_it(url, message):
    with pytest.raises(StoreFault, match=message) as refused:
        open_database(url)
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        CLOSED,
        CLOSED.replace("psycopg", "pg8000"),
        CLOSED.replace("127.0.0.1", "no.such.host.invalid"),
        f"{CLOSED}?password={SECRET}2&sslmode=wrong",
        f"{CLOSED}?nonsense={SECRET}",
        f"postgresql+psycopg://office:{SECRET}",
    ],
)
def test_a_server_out_of_reach_is_reported_in_one_line_without_the_password(url, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "argv", ["panjin-kpi", "snapshot", "--data", str(tmp_path), "--store", url])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (1, "")
    assert re.fullmatch(r"错误：.*请检查 --store 和网络\n|错误：--store 的写法不对.*\n", err), err
    assert SECRET not in err


@pytest.mark.slow
def test_the_command_states_it_without_a_traceback(tmp_path, finished):
    result = finished([sys.executable, "-m", "panjin_kpi", "snapshot", "--data", tmp_path, "--store", CLOSED])
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith("错误：数据库无法使用：(psycopg.OperationalError) connection failed")
    assert SECRET not in result.stderr


def test_a_new_file_that_another_is_just_making_is_waited_for(tmp_path, in_background):
    """SQLite refuses WAL mode immediately while another connection is about to write without it."""
    other = sqlite3.connect(tmp_path / "kpi.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    opened = in_background(Store, f"sqlite:///{tmp_path}/kpi.sqlite")
    with pytest.raises(StillWaiting):
        opened.result(timeout=0.3)
    other.execute("COMMIT")
    assert opened.result(timeout=20).log().empty


def test_a_file_that_is_no_database_is_reported_in_chinese(tmp_path):
    (tmp_path / "kpi.sqlite").write_text("期间,地区\n" * 100, encoding="utf-8")
    with pytest.raises(StoreFault, match=re.escape("kpi.sqlite 不是 SQLite 数据库。请检查 --store")):
        Store(f"sqlite:///{tmp_path}/kpi.sqlite")


def test_a_folder_that_cannot_be_made_is_reported_in_chinese(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreFault, match="建不了。请检查路径和写入权限"):
        Store(f"sqlite:///{tmp_path}/file/store/kpi.sqlite")


@pytest.mark.skipif(os.name == "nt", reason="this way of SQLite is there on Unix only")
def test_a_file_system_without_wal_is_reported_in_chinese(tmp_path):
    """SQLite's way of locking by a file has no shared memory, like many network shares."""
    url = f"sqlite:///file:{tmp_path}/kpi.sqlite?vfs=unix-dotfile&uri=true"
    with pytest.raises(StoreFault, match="不支持 SQLite 的 WAL 方式，可能是网络盘。请把库放到本机磁盘上，或用 --store"):
        Store(url)


@contextmanager
def read_only(folder: Path):
    """A folder in which nobody may write; root becomes another user meanwhile, because root may write everywhere."""
    root = os.geteuid() == 0
    folder.chmod(0o555)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other rights")
@pytest.mark.parametrize("made_before", [False, True])
def test_a_read_only_folder_is_reported_in_chinese(made_before, checked):
    with tempfile.TemporaryDirectory() as there:  # pytest's own folders are closed to others
        folder = Path(there)
        url = f"sqlite:///{folder}/kpi.sqlite"
        if made_before:
            Store(url).engine.dispose()
        with read_only(folder), pytest.raises(StoreFault, match=r"kpi\.sqlite (只读，写不进去|打不开，也建不了)。请"):
            Store(url).submit(checked("2021-06,盘山县,活动,1,"))


@pytest.fixture
def postgresql_url(new_database, postgresql) -> str:
    return new_database("postgresql")


def test_a_database_that_cannot_keep_chinese_is_refused(postgresql):
    name = f"ascii_{os.getpid()}"
    with postgresql.admin.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    try:
        url = sa.make_url(postgresql.url).set(database=name).render_as_string(hide_password=False)
        with pytest.raises(StoreFault, match="编码是 SQL_ASCII，存不全汉字。请用 createdb -E UTF8"):
            Store(url)
    finally:
        with postgresql.admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}")


def test_an_account_without_rights_is_reported_in_chinese(postgresql):
    url = sa.make_url(postgresql.url).update_query_dict({"options": "-csearch_path=pg_catalog"})
    with pytest.raises(StoreFault, match="没有建表或读写的权限。请让数据库管理员授权"):
        Store(url.render_as_string(hide_password=False))


def test_a_standby_server_can_be_read_and_says_that_it_cannot_be_written(postgresql_url, checked):
    Store(postgresql_url).submit(checked("2021-06,盘山县,活动,1,"))
    standby = Store(postgresql_url + "%20-cdefault_transaction_read_only%3Don")
    assert len(standby.contents()[1]) == 1
    with pytest.raises(StoreFault, match="数据库是只读的，可能是备用服务器"):
        standby.submit(checked("2021-06,盘山县,活动,2,"))


@pytest.mark.databases
def test_an_interrupt_is_no_trouble_of_the_database(turns, monkeypatch):
    reading, writing = turns
    commit = type(writing.dialect).do_commit

    def interrupted(dialect, connection):
        commit(dialect, connection)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(writing.dialect), "do_commit", interrupted)
        with pytest.raises(KeyboardInterrupt), writing.begin() as connection:
            connection.exec_driver_sql("INSERT INTO turns VALUES (2)")
    with reading.connect() as connection:
        assert connection.exec_driver_sql("SELECT max(number) FROM turns").scalar() == 2

"""The store's database, SQLite or PostgreSQL: serialised writers, consistent reads, errors in Chinese."""

import atexit
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext, make_url

from panjin_kpi.errors import PanjinError
from panjin_kpi.files import restrict

SECONDS_TO_WAIT = 120  # on a busy machine one of eight processes writing without a pause waited more than 30
SECONDS_TO_CONNECT = 10
SECONDS_TO_ANSWER = 600  # for one statement; a backup of a million rows takes 40
WRITERS_TURN = int.from_bytes(b"panjinkp")  # key of the advisory lock, unlikely to be used by other software
EXAMPLE = "postgresql+psycopg://用户@主机:5432/库名"
TROUBLE = {
    ("SQLITE_READONLY",): "只读，写不进去。请开放库文件和它的文件夹的写入权限，或{elsewhere}",
    ("SQLITE_CANTOPEN",): "打不开，也建不了。请检查文件夹是否存在、能否写入，或{elsewhere}",
    ("SQLITE_BUSY", "55P03"): f"有别的程序在写，等了{SECONDS_TO_WAIT}秒还没有轮到。请稍后重新运行",
    ("SQLITE_FULL", "53100"): "磁盘已满。请腾出空间后重新运行",
    ("SQLITE_NOTADB",): "不是 SQLite 数据库。请检查 --store，或把这个文件移走",
    ("SQLITE_CORRUPT",): "文件已损坏。请把它移走，再用 panjin-kpi restore 从备份恢复",
    ("SQLITE_IOERR",): "读写出错，可能是磁盘故障或网络盘断开。请检查磁盘，或把库放到本机磁盘上",
    ("42501",): "这个账号没有建表或读写的权限。请让数据库管理员授权",
    ("57014",): f"{SECONDS_TO_ANSWER}秒没有回答。请检查数据库服务器和网络后重新运行",
    ("57P", "08"): "连接断了。请等数据库服务器恢复后重新运行，已经入库的文件会认出来",
    ("25006",): "数据库是只读的，可能是备用服务器。请让 --store 指向主服务器",
}


_opened: WeakSet[Engine] = WeakSet()


class StoreFault(PanjinError):
    """An operation on the store failed; the message is Chinese and states the remedy."""


class Refused(StoreFault):
    """The store is intact, but a file is refused because of its content."""


def open_database(url: str) -> tuple[Engine, Engine]:
    """Engines for reading and for writing; a missing SQLite file and its folder are created.

    A reading transaction sees a consistent snapshot. A writing one takes the write lock at its start, so that it sees
    everything written before it.

    >>> reading, writing = open_database("sqlite://")
    >>> with writing.begin() as connection:
    ...     connection.exec_driver_sql("SELECT 1").scalar()
    1

    Raises
    ------
    StoreFault
        The URL is invalid, or the database cannot be used.
    """
    parsed = _parsed(url)
    kind = parsed.get_backend_name()
    try:
        engine = _sqlite(parsed) if kind == "sqlite" else _postgresql(parsed)
    except ModuleNotFoundError as error:
        raise sa.exc.ArgumentError(f"没有安装这种数据库的驱动 {error.name}") from error
    name = parsed.database or "" if kind == "sqlite" else f"{parsed.host or ''}/{parsed.database or ''}"
    translate_errors(engine, f"库 {name}")
    _opened.add(engine)
    level = {} if kind == "sqlite" else {"isolation_level": "READ COMMITTED"}
    return engine, engine.execution_options(writes=True, **level)


@atexit.register
def _into_the_file() -> None:
    """Checkpoint the WAL into the SQLite file, so that this file alone can be copied.

    The ``-wal`` and ``-shm`` files stay: without them, users with read permission only could not open the store.
    """
    for engine in _opened:
        with suppress(Exception):  # another program is using it, or it is read-only
            if engine.dialect.name == "sqlite":
                own = engine.raw_connection().driver_connection
                for pragma in ("busy_timeout = 0", "wal_checkpoint(TRUNCATE)"):
                    own.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]


def translate_errors(engine: Engine, name: str, elsewhere: str = "用 --data 另指一个文件夹") -> None:
    """Turn an engine's known errors into a :class:`StoreFault` that names the database; ``elsewhere`` is the remedy."""

    @sa.event.listens_for(engine, "handle_error")
    def _(context: ExceptionContext) -> BaseException | None:
        error = context.original_exception
        if not isinstance(error, Exception):  # an interrupt: SQLAlchemy discards the connection
            return None
        code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
        if "Could not decode to UTF-8" in str(error):  # raised by Python, without SQLite's code
            code = "SQLITE_CORRUPT"
        if context.is_disconnect and not code and context.connection is not None:  # the server gave no reason
            code = "08"
        matching = (sentence for codes, sentence in TROUBLE.items() if code.startswith(codes))
        return next((StoreFault(f"{name} {sentence.format(elsewhere=elsewhere)}") for sentence in matching), None)


def _parsed(url: str) -> URL:
    """Parse the URL; an invalid one is not printed, because it may contain a password."""
    try:
        parsed = make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreFault(f"--store 的写法不对，应如 sqlite:///文件 或 {EXAMPLE}") from None
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreFault(f"库只能放在 SQLite 或 PostgreSQL 里，不能是 {parsed.get_backend_name()}。请改正 --store")
    if parsed.get_backend_name() == "postgresql" and url.count("@") != (parsed.username is not None):
        raise StoreFault("--store 里的用户名或密码含有 @、:、/ 等符号。请写成 %40、%3A、%2F，或改用 ~/.pgpass 存放密码")
    return parsed


def _sqlite(parsed: URL) -> Engine:
    """Readers never block, and a writer takes the lock at the start of its transaction."""
    if parsed.database and not parsed.database.startswith("file:"):
        folder = Path(parsed.database).parent
        try:
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                restrict(folder)
        except OSError as error:
            raise StoreFault(f"库的文件夹 {folder} 建不了。请检查路径和写入权限，或用 --data 另指一个文件夹") from error
    engine = sa.create_engine(parsed)

    @sa.event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        file = Path(connection.execute("PRAGMA database_list").fetchone()[2])
        if file.is_file() and not file.stat().st_size:  # new; SQLite gives the WAL files the same permissions
            restrict(file)
        if _retried(connection, "PRAGMA journal_mode = WAL").fetchone()[0] not in ("wal", "memory"):
            raise StoreFault(
                f"库 {parsed.database} 所在的文件夹不支持 SQLite 的 WAL 方式，可能是网络盘。"
                f"请把库放到本机磁盘上，或用 --store {EXAMPLE}"
            )
        for pragma in ("foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        if not _writes(connection):
            connection.exec_driver_sql("BEGIN")
            return
        try:
            _retried(connection.connection.driver_connection, "BEGIN IMMEDIATE")  # type: ignore[arg-type]
        except sqlite3.OperationalError:
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails again, with the error in Chinese

    return engine


def _retried(connection: sqlite3.Connection, statement: str) -> sqlite3.Cursor:
    """Retry a statement that needs a lock every 5 ms.

    SQLite does not wait for a change of the journal mode, and retries a write lock after ever longer pauses: of eight
    processes that wrote without a pause, one waited 30 seconds in vain.
    """
    deadline = time.monotonic() + SECONDS_TO_WAIT
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                return connection.execute(statement)
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                    raise
                time.sleep(0.005)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(SECONDS_TO_WAIT * 1000)}")


def _postgresql(parsed: URL) -> Engine:
    """A writer takes an advisory lock of the whole database, which ends with its transaction."""
    timeout = parsed.query.get("connect_timeout", str(SECONDS_TO_CONNECT))
    arguments = {"connect_timeout": timeout, "client_encoding": "UTF8"}
    engine = sa.create_engine(parsed, isolation_level="REPEATABLE READ", connect_args=arguments)
    if engine.driver == "psycopg":
        bounded = _bounded_connection()
        sa.event.listen(engine, "do_connect", lambda _dialect, _record, words, named: bounded.connect(*words, **named))

    @sa.event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            connection.close()  # the pool does not know it yet
            raise StoreFault(
                f"数据库 {parsed.database} 的编码是 {encoding}，存不全汉字。请用 createdb -E UTF8 -T template0 另建一个"
            )

    @sa.event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        if _writes(connection):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{SECONDS_TO_WAIT}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_TURN})")

    return engine


def _bounded_connection() -> Any:
    """A connection class with a timeout for when the server hangs or the network is cut."""
    import psycopg

    class BoundedConnection(psycopg.Connection[Any]):
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, timeout or SECONDS_TO_ANSWER)
            except psycopg.OperationalError as error:
                if error.sqlstate or self.closed:
                    raise
                self.close()  # otherwise the rollback would wait as long again
                raise psycopg.errors.QueryCanceled(str(error)) from error

    return BoundedConnection


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))

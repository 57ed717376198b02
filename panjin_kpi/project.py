"""Where things are: the folders of the checkout, or of the installed package, and of one data folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from panjin_kpi.errors import NoStore

PACKAGE = Path(__file__).resolve().parent
BUNDLED = (
    PACKAGE / "bundled"
)  # only in a wheel: the checkout's schemas/, data/reference/ and notebooks/ (pyproject.toml)
INSTALLED = BUNDLED.is_dir()
SHIPPED = BUNDLED if INSTALLED else PACKAGE.parent
ROOT = Path.cwd() if INSTALLED else PACKAGE.parent  # of data/ and reports/, unless the command says otherwise
SCHEMAS = SHIPPED / "schemas"
NOTEBOOKS = (ROOT if (ROOT / "notebooks").is_dir() else SHIPPED) / "notebooks"
REPORTS = ROOT / "reports"
SAMPLE_MARK = "虚构示例.txt"
DATA_VARIABLE = "PANJIN_KPI_DATA"  # names the data folder to a notebook that is opened in JupyterLab
Audience = Literal["internal", "public"]  # who will read the reports


@dataclass(frozen=True)
class Project:
    """One data folder: ``reference/``, ``store/`` and ``snapshots/``.

    Parameters
    ----------
    data : Path
        The folder named by ``--data``; by default ``data/`` in the checkout, or where the package is installed in the
        current folder.
    store : str
        Database URL of the store; empty means SQLite in ``data/store/``.

    Examples
    --------
    >>> Project().reference == ROOT / "data" / "reference"
    True
    """

    data: Path = ROOT / "data"
    store: str = ""

    @property
    def reference(self) -> Path:
        """The folder's own ``reference/``, or the project's where it has none."""
        own = self.data / "reference"
        return own if own.is_dir() else SHIPPED / "data" / "reference"

    @property
    def snapshots(self) -> Path:
        """Folder of the immutable snapshots."""
        return self.data / "snapshots"

    @property
    def store_url(self) -> str:
        """Database URL of the store."""
        path = (self.data / "store" / "panjin_kpi.sqlite").resolve()
        in_url = path.as_posix().replace("%", "%25").replace("?", "%3F")  # what would mean something else there
        return self.store or f"sqlite:///{in_url}"

    @property
    def has_store(self) -> bool:
        """Whether there is a store to look into: a SQLite file may not have been made yet, or be empty."""
        file = _sqlite_file(self.store_url)
        return file is None or (file.exists() and file.stat().st_size > 0)

    def require_store(self) -> None:
        """Refuse to go on without a store: only what submits or restores makes one.

        Raises
        ------
        NoStore
            There is none.
        """
        if not self.has_store:
            raise NoStore(f"没有库：{_sqlite_file(self.store_url)}。请检查 --data 和 --store；第一次 submit 时才建库")

    @property
    def is_official(self) -> bool:
        """Whether this is a store that real submissions go to: fictitious rows may not enter it.

        It is the default one, and any in PostgreSQL unless the data folder is a sample's.
        """
        if (file := _sqlite_file(self.store_url)) is None and self.store_url.startswith("postgresql"):
            return not (self.data / SAMPLE_MARK).exists()
        return file == _sqlite_file(Project().store_url)

    def mark_as_sample(self) -> None:
        """Say in a data folder that what is in it is fictitious; the default one is never a sample's."""
        if self.data.resolve() != Project().data.resolve():
            self.data.mkdir(parents=True, exist_ok=True)
            (self.data / SAMPLE_MARK).write_text("这个文件夹里的数据都是虚构的示例。\n", encoding="utf-8")


def _sqlite_file(url: str) -> Path | None:
    """The file of a store in SQLite; none for one in memory or in PostgreSQL."""
    driver, sqlite, path = url.partition(":///")
    if not sqlite or driver.partition("+")[0] != "sqlite":
        return None
    return Path(unquote(path.partition("?")[0])).resolve()

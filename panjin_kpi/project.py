"""Paths of the checkout or the installed package, and of one data folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from panjin_kpi.errors import NoStore

PACKAGE = Path(__file__).resolve().parent
BUNDLED = PACKAGE / "bundled"  # only in a wheel: schemas/, data/reference/ and notebooks/ (pyproject.toml)
INSTALLED = BUNDLED.is_dir()
SHIPPED = BUNDLED if INSTALLED else PACKAGE.parent
ROOT = Path.cwd() if INSTALLED else PACKAGE.parent  # of data/ and reports/, unless an option names others
SCHEMAS = SHIPPED / "schemas"
NOTEBOOKS = (ROOT if (ROOT / "notebooks").is_dir() else SHIPPED) / "notebooks"
LAID_OUT = INSTALLED and NOTEBOOKS.parent == ROOT  # a working folder that init made: its notebooks are the office's
REPORTS = ROOT / "reports"
PROPOSALS = "意见建议.txt"  # in a period's folder of reports: proposals for 呈报, written by a person
SAMPLE_MARK = "虚构示例.txt"
DATA_VARIABLE = "PANJIN_KPI_DATA"  # the data folder of a notebook that is opened in JupyterLab
Audience = Literal["internal", "public"]
Engine = Literal["warm", "ordinary", "papermill"]  # of kernels: panjin_kpi.batch.kernels.pool


@dataclass(frozen=True)
class Project:
    """One data folder (``--data``): ``reference/``, ``store/`` and ``snapshots/``."""

    data: Path = ROOT / "data"  # of the checkout, or of the current folder where the package is installed
    store: str = ""  # database URL; empty means SQLite in data/store/

    @property
    def reference(self) -> Path:
        """The folder's own ``reference/``, or the one shipped with the package."""
        own = self.data / "reference"
        return own if own.is_dir() else SHIPPED / "data" / "reference"

    @property
    def snapshots(self) -> Path:
        """Folder of the snapshots."""
        return self.data / "snapshots"

    @property
    def notebooks(self) -> Path:
        """The office's own reports, and the copies that ``lab`` opens."""
        return self.data / "notebooks"

    @property
    def own_results(self) -> Path:
        """The office's own result tables: modules, which are run only with ``--own-code``, and their schemas."""
        return self.data / "own_results"

    @property
    def store_url(self) -> str:
        """Database URL of the store."""
        path = (self.data / "store" / "panjin_kpi.sqlite").resolve()
        in_url = path.as_posix().replace("%", "%25").replace("?", "%3F")  # special characters in a URL
        return self.store or f"sqlite:///{in_url}"

    @property
    def is_on_server(self) -> bool:
        """Whether the store is a database of PostgreSQL."""
        return self.store_url.startswith("postgresql")

    @property
    def has_store(self) -> bool:
        """Whether there is a store to read: the SQLite file may be missing or empty."""
        file = _sqlite_file(self.store_url)
        return file is None or (file.exists() and file.stat().st_size > 0)

    def require_store(self) -> None:
        """Raise ``NoStore`` where there is none: only submitting and restoring make one."""
        if not self.has_store:
            raise NoStore(f"没有库：{_sqlite_file(self.store_url)}。请检查 --data 和 --store；第一次 submit 时才建库")

    @property
    def is_sample(self) -> bool:
        """Whether the data folder is marked as fictitious."""
        return (self.data / SAMPLE_MARK).exists()

    @property
    def is_official(self) -> bool:
        """Whether the store holds real submissions, so that fictitious rows are refused.

        The default store does, and any in PostgreSQL unless the data folder is a sample's.
        """
        if self.is_on_server:
            return not self.is_sample
        return _sqlite_file(self.store_url) == _sqlite_file(Project().store_url)

    def mark_as_sample(self) -> None:
        """Mark a data folder as fictitious; the default one never is."""
        if self.data.resolve() != Project().data.resolve():
            self.data.mkdir(parents=True, exist_ok=True)
            (self.data / SAMPLE_MARK).write_text("这个文件夹里的数据都是虚构的示例。\n", encoding="utf-8")


def _sqlite_file(url: str) -> Path | None:
    """The file of a SQLite store; None for one in memory or in PostgreSQL."""
    driver, sqlite, path = url.partition(":///")
    if not sqlite or driver.partition("+")[0] != "sqlite":
        return None
    return Path(unquote(path.partition("?")[0])).resolve()

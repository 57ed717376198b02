"""Where things are: the folders of the checkout and of one data folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "schemas"
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"
DATA_VARIABLE = "PANJIN_KPI_DATA"  # names the data folder to a notebook that is opened in JupyterLab
Audience = Literal["internal", "public"]  # who will read the reports


@dataclass(frozen=True)
class Project:
    """One data folder: ``reference/``, ``store/`` and ``snapshots/``.

    Parameters
    ----------
    data : Path
        The folder named by ``--data``; by default the checkout's own ``data/``.
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
        """The folder's own ``reference/``, or the checkout's where it has none."""
        own = self.data / "reference"
        return own if own.is_dir() else ROOT / "data" / "reference"

    @property
    def snapshots(self) -> Path:
        """Folder of the immutable snapshots."""
        return self.data / "snapshots"

    @property
    def store_url(self) -> str:
        """Database URL of the store."""
        path = (self.data / "store" / "panjin_kpi.sqlite").resolve()
        return self.store or f"sqlite:///{path.as_posix()}"

    @property
    def has_store(self) -> bool:
        """Whether there is a store to look into: a SQLite file may not have been made yet."""
        place = _place(self.store_url)
        return place == self.store_url or Path(place).exists()

    @property
    def is_official(self) -> bool:
        """Whether this is the store that real submissions go to: fictitious rows may not enter it."""
        return _place(self.store_url) == _place(Project().store_url)


def _place(url: str) -> str:
    """A store's URL, with a SQLite file's path written in full."""
    head, sqlite, path = url.partition("sqlite:///")
    return str(Path(path).resolve()) if sqlite and not head else url

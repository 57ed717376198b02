"""The results of a month, wherever they are: in a run's folder, a snapshot, a data folder or a database."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from panjin_kpi import schemas
from panjin_kpi.batch.parameters import checked, checked_call, of_notebook
from panjin_kpi.batch.results.folder import ORIGIN
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.errors import WrongParameters
from panjin_kpi.intake.storage.snapshot import (
    MANIFEST,
    Snapshot,
    SnapshotFault,
    current_snapshot,
    read_snapshot,
    take_snapshot,
)
from panjin_kpi.project import DATA_VARIABLE, ROOT, Project
from panjin_kpi.reference.calendar import past_day, written_day, written_period
from panjin_kpi.reference.plan import Plan


@checked_call
def open(  # noqa: A001 - panjin_kpi.open, as gzip.open
    period: str = "", data: str | Path = "", *, as_of: str | date = "", as_known_on: str | date = ""
) -> ResultSet:
    """The results of one month: read, or computed now. In a notebook, charts can show Chinese from then on.

    Parameters
    ----------
    period : str
        ``YYYY-MM``; not needed beside ``as_of``.
    data : str or Path
        A run's folder or its ``results/``; a snapshot's folder; a data folder, whose current snapshot is taken; or the
        URL of a store, of which a snapshot is made. By default the data folder that ``panjin-kpi lab --data`` named,
        or else ``data/``; before the first real snapshot, the fictitious sample in ``data/sample/``.
    as_of : str or date
        The day for enterprises and carriers, by default the month's last.
    as_known_on : str or date
        The figures as they were known on that day; from a data folder or a store.

    Raises
    ------
    WrongParameters
        A month or a day is malformed or does not match the data, or the day of ``as_known_on`` has not come.
    SnapshotFault
        There is no snapshot to compute from, or nothing had been submitted.

    Examples
    --------
    >>> open("202112")
    Traceback (most recent call last):
    panjin_kpi.errors.WrongParameters: 期间“202112”写法不对，请写成 2021-12 这样的年月
    """
    day = written_day(str(as_of)) if as_of else None
    known_on = past_day(str(as_known_on)) if as_known_on else None
    month = str(as_of)[: len("2021-12")]
    period = written_period(period or month)
    if period != (month or period):
        raise WrongParameters(f"基准日 {as_of} 不在 {period} 里")
    folder = _results_folder(data)
    project = _project("" if folder else data, from_store=bool(known_on))
    run = ResultSet.read(folder, period) if folder else _computed(data, project, known_on, period, day)
    known = run.origin["as_known_on"]
    if known_on and known != str(known_on):
        raise WrongParameters(f"{data} 是{f' {known} 当日' if known else '现在'}所知的，不是 {known_on} 当日所知的")
    if day and run.as_of != day:
        raise WrongParameters(f"结果文件夹 {data} 截至 {run.as_of}，不是 {day}")
    if os.environ.get(schemas.CHECK_VARIABLE):
        from panjin_kpi.report.signatures import hold_frames  # all that draws

        hold_frames()
    if (ipython := sys.modules.get("IPython")) and ipython.get_ipython():
        from panjin_kpi.report.page.font import add_fallback_font  # matplotlib, which only charts need

        add_fallback_font()
    return replace(run, project=project)


def open_notebook(variables: Mapping[str, Any]) -> ResultSet:
    """The results that a notebook's parameters name, once all of them are checked.

    Parameters
    ----------
    variables : mapping
        The notebook's ``globals()``.

    Raises
    ------
    WrongParameters
        A parameter is unknown, missing or wrong; the message has the nearest known name.
    """
    kind, given = of_notebook(variables)
    run = open(given.get("period", ""), given.get("results", ""), as_of=given.get("as_of", ""))
    checked(kind, run.plan, given)
    return run.public() if given.get("audience") == "public" else run


def _results_folder(data: str | Path) -> Path | None:
    """The folder of results that ``data`` is or holds, if it is a run's."""
    if not data or "://" in str(data):
        return None
    folder = Path(data)
    if not folder.is_dir():
        raise WrongParameters(
            f"没有这个文件夹：{folder}（从 {Path.cwd()} 找起）。请写绝对路径，或用 papermill --cwd 指明笔记本的文件夹"
        )
    return next((path for path in (folder, folder / "results") if (path / ORIGIN).exists()), None)


def _computed(data: str | Path, project: Project, known_on: date | None, period: str, day: date | None) -> ResultSet:
    """The results of a snapshot: the one named, a data folder's current one, or one made for now."""
    plan = Plan.load(project.reference)
    if data and (Path(data) / MANIFEST).exists():
        return _of(read_snapshot(Path(data)), plan, period, day)
    if not known_on and not project.store:
        return _of(current_snapshot(project.snapshots, period), plan, period, day)
    from panjin_kpi.intake.storage.store import Store  # imports sqlalchemy, which notebooks of a run do not need

    store = Store.of(project)
    with TemporaryDirectory() as folder:  # not stored as a current snapshot
        return _of(take_snapshot(store, Path(folder), known_on, period), plan, period, day)


def _of(snapshot: Snapshot, plan: Plan, period: str, day: date | None) -> ResultSet:
    if not snapshot.log:  # every score would be 0 and every district first
        known = snapshot.manifest["as_known_on"]
        raise SnapshotFault(f"{f'{known} 当日' if known else '库里'}还没有任何报送，没有可算的数。请先用 submit 入库")
    if (closing := snapshot.manifest.get("closing")) and closing["period"] != period:
        raise WrongParameters(f"快照 {snapshot.name} 是 {closing['period']} 封账时的，不能用来看 {period}")
    return ResultSet.compute(snapshot, plan, period, day)


def _project(data: str | Path, from_store: bool) -> Project:
    """The data folder, that of a snapshot, or a store; by default the first folder that has what is needed."""
    if "://" in str(data):
        return Project(store=str(data))
    if data and (Path(data) / MANIFEST).exists():
        return Project(Path(data).resolve().parent.parent)
    if named := data or os.environ.get(DATA_VARIABLE):
        return Project(Path(named))
    mine, sample = Project(), Project(ROOT / "data" / "sample")
    there = (one.has_store if from_store else any(one.snapshots.glob(f"[0-9]*/{MANIFEST}")) for one in (mine, sample))
    return sample if list(there) == [False, True] else mine

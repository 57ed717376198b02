"""The public interface for analysts: a change here is a change of the interface and is listed in the changelog."""

import sys
from pathlib import Path

import panjin_kpi as pk

LOOK = """
import time
begun = time.process_time()
import panjin_kpi
print(time.process_time() - begun, *sorted({"pandas", "pandera", "matplotlib"} & set(__import__("sys").modules)))
"""


def test_the_names_are_these_and_all_of_them_are_there():
    assert pk.__all__ == [
        "PanjinError", "Plan", "ResultSet", "WrongParameters", "__version__", "open", "open_notebook", "report",
        "theme", "workbench",
    ]  # fmt: skip
    assert dir(pk) == sorted(pk.__all__)
    assert all(getattr(pk, name).__doc__ for name in pk.__all__)
    assert all(getattr(pk.report, name).__doc__ for name in pk.report.__all__)
    assert pk.report.progress.charts.completion.__doc__


def test_a_run_has_these_public_names_beside_its_tables():
    own = {name for name in vars(pk.ResultSet) if not name.startswith("_")}
    assert own | {"plan", "period", "frames", "origin", "project"} == {
        "as_of", "closed", "compare", "compute", "facts", "frames", "kept", "known", "only", "origin", "period", "plan",
        "project", "public", "read", "rows", "show", "trace", "under", "withheld", "within", "write", "write_workbook",
    }  # fmt: skip


def test_importing_takes_no_time_and_types_are_published(finished):
    seconds, *heavy = finished([sys.executable, "-c", LOOK]).stdout.split()
    assert float(seconds) < 0.3
    assert heavy == []
    assert (Path(pk.__file__).parent / "py.typed").exists()

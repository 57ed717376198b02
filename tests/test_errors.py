"""A command names what went wrong without importing what makes reports, and starts without what it does not need."""

import sys

import pytest

from panjin_kpi.errors import PanjinError, ReferenceDataError

HEAVY = {"papermill", "nbconvert", "matplotlib", "seaborn"}


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (["--help"], HEAVY | {"pandas", "pandera", "sqlalchemy", "openpyxl"}),
        (["check", "progress.csv"], HEAVY | {"sqlalchemy", "openpyxl", "xlsxwriter", "scipy", "pyarrow.parquet"}),
    ],
    ids=["help", "check"],
)
def test_a_command_imports_only_what_it_needs(finished, tmp_path, words, absent):
    (tmp_path / "progress.csv").write_text("期间,地区,指标,本年累计\n2021-06,盘山县,活动,3\n", encoding="utf-8")
    program = (
        "import atexit, sys; from panjin_kpi.__main__ import main\n"
        f"atexit.register(lambda: print('imported', sorted({absent!r} & sys.modules.keys())))\n"
        f"sys.argv[1:] = {words!r}; main()"
    )
    done = finished([sys.executable, "-c", program], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "imported []"


def test_every_message_to_people_is_one_kind_of_error():
    assert issubclass(ReferenceDataError, PanjinError)
    assert issubclass(PanjinError, ValueError), "an error of the value, not of the program"

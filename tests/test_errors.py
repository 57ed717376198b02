"""A command reports an error without importing the modules that make reports, and imports only what it needs."""

import sys

import pytest

from panjin_kpi.errors import PanjinError, ReferenceDataError, os_error_message
from panjin_kpi.files import write_atomically

HEAVY = {"papermill", "nbconvert", "matplotlib", "seaborn"}


@pytest.mark.slow
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


def test_a_file_in_a_folder_s_place_and_a_folder_in_a_file_s_are_named_in_chinese(tmp_path):
    (file := tmp_path / "一个文件").touch()
    for folder in (file, file / "2021-12", file / "2021-12" / "results"):
        with pytest.raises((FileExistsError, NotADirectoryError)) as refused:
            folder.mkdir(parents=True, exist_ok=True)
        assert os_error_message(refused.value) == f"{file} 是文件，不是文件夹。请换一个文件夹"
    with pytest.raises(IsADirectoryError) as refused:
        write_atomically(tmp_path, "")
    assert os_error_message(refused.value) == f"{tmp_path} 是文件夹，不是文件。请换一个文件名"


def test_a_name_that_is_too_long_is_called_that(tmp_path):
    with pytest.raises(OSError, match="名" * 100) as refused:
        write_atomically(path := tmp_path / ("名" * 100), "")
    assert os_error_message(refused.value) == f"{path} 的名称太长。请换一个短的文件名"


def test_a_folder_that_is_not_there_is_named_and_not_the_file_that_is_to_be_written_to_it(tmp_path):
    with pytest.raises(FileNotFoundError) as refused:
        write_atomically(tmp_path / "没有" / "变动.csv", "")
    assert os_error_message(refused.value) == f"没有文件夹 {tmp_path / '没有'}。请先建好，或换一个文件夹"
    with pytest.raises(FileNotFoundError) as refused:
        (tmp_path / "变动.csv").read_bytes()
    assert os_error_message(refused.value) == f"找不到 {tmp_path / '变动.csv'}"

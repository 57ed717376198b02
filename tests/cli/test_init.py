"""A working folder without the checkout, and the wheel that creates it."""

import shutil
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from panjin_kpi.project import ROOT, SHIPPED

GOOD = "期间,地区,指标,本年累计\n2021-06,盘山县,创新创业活动,3\n"


def files(folder):
    """The files of a folder, except those that SQLite keeps beside a store until its connections are closed."""
    return sorted(path for path in folder.rglob("*") if not path.name.endswith(("-shm", "-wal")))


def test_a_folder_is_laid_out_with_reference_data_notebooks_and_an_empty_store(call, tmp_path):
    made = call("init", tmp_path / "工作")
    assert (made.exit_code, "已建好" in made.output) == (0, True)
    assert f"请给各个命令加 --data {tmp_path / '工作/data'}" in made.output.replace("\n", ""), "not the checkout's"
    assert f"run 另加 --out {tmp_path / '工作/reports'}；" in made.output.replace("\n", "")
    spaced = tmp_path / "工 作"
    assert f'请给各个命令加 --data "{spaced / "data"}"' in call("init", spaced).output, "as a terminal takes it"
    hints = call("new", "gap", "--data", spaced / "data").output
    assert f'--notebook gap --data "{spaced / "data"}"' in hints
    shutil.rmtree(spaced)
    names = [path.name for path in (SHIPPED / "data/reference").iterdir()]
    assert sorted(names) == sorted(path.name for path in (tmp_path / "工作/data/reference").iterdir())
    assert (tmp_path / "工作/notebooks/explore.ipynb").is_file()
    assert "0 件报送" in call("verify", "--data", tmp_path / "工作/data").output
    before = files(tmp_path)
    again = call("init", tmp_path / "工作")
    assert (again.exit_code, "没有改动。请换一个文件夹" in str(again.exception)) == (1, True)
    assert files(tmp_path) == before


def test_where_the_store_cannot_be_made_nothing_is_in_the_way_of_the_next_attempt(call, tmp_path):
    refused = call("init", tmp_path / "工作", "--store", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert refused.exit_code == 1
    assert not [path for path in (tmp_path / "工作").rglob("*") if path.is_file()]
    assert call("init", tmp_path / "工作").exit_code == 0


@pytest.mark.databases
def test_a_store_that_is_in_use_is_not_called_empty(call, send, tmp_path, store_url):
    assert "空库在数据库里" in call("init", tmp_path / "甲", "--store", store_url).output.replace("\n", "")
    send(*GOOD.split(), name="progress.csv")
    assert call("submit", tmp_path / "progress.csv", "--data", "DATA", "--store", store_url).exit_code == 0
    made = call("init", tmp_path / "乙", "--store", store_url).output.replace("\n", "")
    assert ("库在数据库里，已有 1 件报送" in made, "空库" in made) == (True, False)


@pytest.mark.slow
def test_a_wheel_works_where_there_is_no_checkout(tmp_path, finished):
    wheel = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-index", "--no-deps", "-q"]
    built = finished([*wheel, "-w", tmp_path / "dist", ROOT])
    assert built.returncode == 0, built.stderr
    (found,) = (tmp_path / "dist").iterdir()
    venv.create(tmp_path / "venv", symlinks=True)
    (python,) = (path for path in (tmp_path / "venv").glob("*/python*") if path.name in ("python", "python.exe"))
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(finished(asked).stdout.strip())
    with zipfile.ZipFile(found) as archive:
        archive.extractall(site)
    packages = Path(pytest.__file__).parent.parent  # what it needs; a path file in there, the checkout's, is not read
    (site / "needed.pth").write_text(f"{packages}\n", encoding="utf-8")

    def run(*words: object, folder: Path = tmp_path) -> str:
        done = finished([python, *words], cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    work = tmp_path / "工作"
    run("-m", "panjin_kpi", "init", work)
    where = "from panjin_kpi import project as p; print(p.PACKAGE, p.NOTEBOOKS, p.Project().is_official, sep='\\n')"
    assert run("-c", where, folder=work).splitlines() == [str(site / "panjin_kpi"), str(work / "notebooks"), "True"]
    (work / "progress.csv").write_text(GOOD, encoding="utf-8")
    assert "回执第1号" in run("-m", "panjin_kpi", "submit", "progress.csv", folder=work)
    assert "库完好：1 件报送" in run("-m", "panjin_kpi", "verify", folder=work)
    run("-m", "panjin_kpi", "sample", "--districts", 2, "--enterprises", 10, folder=work)
    assert (work / "data/sample/submissions/progress.csv").is_file()

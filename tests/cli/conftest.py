"""The command, called in this process or in a separate one."""

import sys

import pytest
from typer.testing import CliRunner

from panjin_kpi.cli import app
from panjin_kpi.intake.storage.store import Store


@pytest.fixture
def call(tmp_path):
    """Run the command on a data folder of its own, for which ``DATA`` in the arguments stands."""

    def call(*words):
        (tmp_path / "data").mkdir(exist_ok=True)
        return CliRunner().invoke(app, [str(word).replace("DATA", str(tmp_path / "data")) for word in words])

    return call


@pytest.fixture
def kept(tmp_path):
    return lambda: Store(f"sqlite:///{tmp_path}/data/store/panjin_kpi.sqlite").in_force("progress")


@pytest.fixture
def findings_in():
    """The rows of the table of findings."""
    return lambda result: [
        line.split() for line in result.output.splitlines() if line.split()[:1] in (["错误"], ["提示"])
    ]


@pytest.fixture
def shell(finished):
    """The real command in a separate process."""

    def run(*words):
        return finished([sys.executable, "-m", "panjin_kpi", *words], seconds=240)

    return run

"""A copy of the reference folder to spoil."""

import shutil

import pytest

from panjin_kpi.project import Project


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(Project().reference, tmp_path / "reference")


@pytest.fixture
def edit(folder):
    def replace(name, old, new):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return replace

"""A custom report of the office: a notebook made from the skeleton, which every run executes with the others."""

import re
from pathlib import Path

import nbformat

from panjin_kpi.batch.jobs import Report, notebook
from panjin_kpi.errors import PanjinError
from panjin_kpi.files import write_atomically
from panjin_kpi.project import LAID_OUT, NOTEBOOKS, SHIPPED, Project

SKELETON = "own_report"
NAME = re.compile("[a-z][a-z0-9_]*")


def new_report(project: Project, name: str, title: str, *, city: bool = False, public: bool = False) -> Path:
    """Write the skeleton under a name; a report of the city has no parameter for the district.

    Raises
    ------
    PanjinError
        The name or the title has characters that it cannot have, the name is that of a run's results folder, or there
        is such a notebook already.
    """
    if not NAME.fullmatch(name):
        raise PanjinError(f"“{name}”不能作报告的文件名，请用小写字母、数字和下划线，如 park_report")
    if name == "results":
        raise PanjinError("“results”是每期存放结果表的文件夹，不能作报告的文件名。请换一个名称")
    if set(title) & set('"{}\\\n'):  # the title is also written into a line of code
        raise PanjinError(f"标题“{title}”里不能有英文引号、花括号、反斜杠和换行")
    folder = NOTEBOOKS if LAID_OUT else project.notebooks
    path = folder / f"{name}.ipynb"
    if (there := notebook(name, (NOTEBOOKS, folder))).exists():
        raise PanjinError(f"已有 {there}，没有改动。请换一个名称")
    made = nbformat.read(SHIPPED / "notebooks" / f"{SKELETON}.ipynb", as_version=4)
    pages = ("city",) if city else ("districts",)
    made.metadata["report"] = Report(name=name, title=title, pages=pages, public=public).model_dump(mode="json")
    for cell in made.cells:
        cell.source = cell.source.replace("自己的报告", title)
        if not city:
            continue
        cell.source = re.sub(r"^district = .*\n", "", cell.source).replace("district)", '"全市")')
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(path, nbformat.writes(made) + "\n")
    return path

"""Command ``init``: a working folder without the checkout."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from panjin_kpi.cli.options import StoreUrl, app, written_option
from panjin_kpi.errors import PanjinError
from panjin_kpi.files import write_atomically
from panjin_kpi.project import INSTALLED, SHIPPED, Project

CONTENTS = ("data/reference", "notebooks")


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(help="Folder to set up; created if missing.", metavar="DIR", readable=False)
    ],
    store: StoreUrl = "",
) -> None:
    """Lay out a folder to work in: reference data and notebooks to edit, and an empty store."""
    from panjin_kpi.intake.storage.store import Store

    project = Project(folder / "data", store)
    files = [folder / name for name in CONTENTS] + ([] if store else [project.data / "store"])
    if there := [str(path) for path in files if path.exists()]:
        raise PanjinError(f"已有 {'、'.join(there)}，没有改动。请换一个文件夹")
    made = [path for path in (project.data, folder) if not path.exists()]
    try:
        kept = Store(project.store_url, project.is_official)
        held = int(kept.log()["rows"].map(bool).sum())  # the database may already be in use by another folder
        kept.engine.dispose()
        for file in (file for name in CONTENTS for file in (SHIPPED / name).rglob("*") if file.is_file()):
            inside = file.relative_to(SHIPPED)
            if not any(part.startswith(".") or part == "__pycache__" for part in inside.parts):
                (folder / inside).parent.mkdir(parents=True, exist_ok=True)
                write_atomically(folder / inside, file.read_bytes())
    except BaseException:
        for path in files:  # a partial folder would block the next attempt
            shutil.rmtree(path, ignore_errors=True)
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise
    where = "数据库里" if store else "data/store"
    state = f"库在{where}，已有 {held} 件报送" if held else f"空库在{where}"
    typer.echo(f"已建好 {folder}：参考数据在 data/reference，笔记本在 notebooks，{state}")
    if INSTALLED:
        typer.echo(f"请在 {folder} 里运行 panjin-kpi 的各个命令")
    else:  # whose own data and notebooks the commands use
        data = project.data.resolve()
        options = written_option("--data", data) + (written_option("--store", store) if store else "")
        typer.echo(f"现在用的是源码，请给各个命令加{options}")
        typer.echo(f"run 另加{written_option('--out', data.parent / 'reports')}；报告仍用源码里的笔记本")

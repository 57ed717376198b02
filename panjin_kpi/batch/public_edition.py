"""The public edition: the list of files its folder may hold, and the check that it holds nothing else."""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from panjin_kpi.batch.results.folder import ORIGIN, OWN, own_schemas
from panjin_kpi.errors import PanjinError
from panjin_kpi.reference.plan import REFERENCE_FILES
from panjin_kpi.report.method import FILE as METHOD
from panjin_kpi.report.workbook.book import FILE as WORKBOOK

NOT_MADE = "没有做成，原因见运行记录"
TRACEBACK = r"Traceback \(most recent call last\)"
MOST_NAMED = 10


class NotForThePublic(PanjinError):
    """The public folder holds a file that is not on its list."""


def without_reasons(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest for the public index: without the reasons of failures, which name code and folders of this machine."""
    rows = [row | {"reason": row["reason"] and NOT_MADE} for row in manifest["reports"]]
    return {**manifest, "reports": rows}


def publishable(manifest: Mapping[str, Any], tables: Collection[str]) -> set[str]:
    """The files that a public folder may hold: index, pages, results without names (``tables``), the plan."""
    pages = {f"{row['notebook']}/{row['scope']}.html" for row in manifest["reports"]}
    results = {
        ORIGIN,
        WORKBOOK,
        *(f"{name}.csv" for name in tables),
        *(f"{OWN}/{path.name}" for path in own_schemas(tables)),
        *(f"reference/{name}" for name in REFERENCE_FILES),
    }
    return {"index.html", METHOD, *pages, *(f"results/{name}" for name in results)}


def check_public_folder(folder: Path, allowed: set[str], private: Iterable[Path]) -> None:
    """Refuse a public folder with a file that is not allowed, or with the name of a private folder in a file.

    Raises
    ------
    NotForThePublic
        The message names the files and what to do; nothing is removed.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if _is_a_file(path)}
    if strange := sorted(name for name, path in files.items() if name not in allowed or path.is_symlink()):
        raise NotForThePublic(f"公开目录 {folder} 里有不在公开清单上的文件：{_named(strange)}。请移走这些文件后再公开")
    folders = {str(path.resolve()) for path in private} - {path.resolve().anchor for path in private}
    # whole names only: </div> does not name a folder /d, nor a figure 1/2 the root folder
    never = re.compile("|".join([TRACEBACK, *(rf"(?<![<\w]){re.escape(name)}(?!\w)" for name in sorted(folders))]))
    if telling := sorted(name for name, path in files.items() if never.search(_text(path))):
        raise NotForThePublic(
            f"公开目录 {folder} 的这些文件里有本机的路径或出错信息：{_named(telling)}。请不要公开，先联系维护人员"
        )


def remove_empty_folders(folder: Path) -> None:
    """Remove a folder where notebooks were executed, unless a failed one is left in it."""
    for path in (*sorted(folder.rglob("*"), reverse=True), folder):
        with suppress(OSError):
            path.rmdir()


def _is_a_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _text(path: Path) -> str:
    text = "" if path.suffix == ".xlsx" else path.read_text(encoding="utf-8", errors="replace")
    return re.sub(r"base64,[\w+/=]*", "", text)  # a font's letters may happen to spell a path


def _named(names: list[str]) -> str:
    more = f"等{len(names)}个" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more

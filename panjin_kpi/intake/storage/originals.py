"""The accepted files themselves, kept beside the store by their hash, so that a figure can be traced to its cell."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from panjin_kpi.errors import os_error_message
from panjin_kpi.files import restrict, write_atomically
from panjin_kpi.intake.storage.database import StoreFault

_DIGEST = re.compile("[0-9a-f]{64}")
FOLDER = Path("store", "originals")  # within the data folder, whichever database the store is


@contextmanager
def keeping(data: Path, file: Path, digest: str) -> Iterator[Path | None]:
    """Keep a file while the block submits it; remove it again if it is refused. Yields its path if it was not kept yet.

    The block must hold the write lock (:meth:`store.Store.submit`): otherwise the removal could also hit the original
    of another writer that submits the same file.

    Raises
    ------
    StoreFault
        The file is no longer the one that was checked, or cannot be kept.
    """
    content, path = file.read_bytes(), data / FOLDER / plain_name(digest, file.suffix.lower())
    if sha256(content).hexdigest() != digest:
        raise StoreFault("检查以后文件又被改动过。请重新报送")
    known = original(data, digest)
    if not known:
        try:
            keep(data, [(path.name, content)])
        except OSError as error:
            raise StoreFault(os_error_message(error)) from error
    try:
        yield None if known else path
    except BaseException:
        if not known:
            path.unlink(missing_ok=True)
        raise


def keep(data: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by their names, readable by owner and group."""
    if not (data / FOLDER).is_dir():
        (data / FOLDER).mkdir(parents=True)
        restrict(data / FOLDER)
    for name, content in files:
        write_atomically(data / FOLDER / name, content)
        restrict(data / FOLDER / name)


def original(data: Path, digest: str) -> Path | None:
    """The accepted file with a hash, if it was kept: earlier versions of this software kept none."""
    return originals(data).get(digest)


def originals(data: Path) -> dict[str, Path]:
    """The kept file of each hash; other files in the folder, such as a copy or ``desktop.ini``, are ignored."""
    found: dict[str, Path] = {}
    for path in sorted((data / FOLDER).glob("[0-9a-f]*")):
        if _DIGEST.fullmatch(digest := path.name.partition(".")[0]):
            found.setdefault(digest, path)
    return found


def plain_name(digest: str, suffix: str) -> str:
    """A file name of a hash and a suffix; an odd suffix, as of ``六月.xlsx(1)``, is left out.

    >>> plain_name("0a", ".xlsx"), plain_name("0a", ".xlsx(1)"), plain_name("0a", "")
    ('0a.xlsx', '0a', '0a')
    """
    return digest + suffix if suffix[1:].isalnum() else digest


def is_named_by_its_hash(name: str, content: bytes) -> bool:
    """Whether a name is the hash of a content and a plain suffix, and so cannot point outside the folder.

    >>> is_named_by_its_hash(f"{sha256(b'a').hexdigest()}.csv", b"a"), is_named_by_its_hash("../a.csv", b"a")
    (True, False)
    """
    digest, _, suffix = name.partition(".")
    return digest == sha256(content).hexdigest() and (suffix or "csv").isalnum()


def altered(data: Path) -> list[str]:
    """A Chinese sentence for each kept file that was altered since it was accepted."""
    names = [digest for digest, path in originals(data).items() if sha256(path.read_bytes()).hexdigest() != digest]
    return [f"留存的原件 {name[:12]}… 与入库时不符，被改动过" for name in names]

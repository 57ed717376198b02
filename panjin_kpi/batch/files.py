"""Writing a file so that nobody ever sees half of it."""

from pathlib import Path


def write_whole(path: Path, content: bytes | str) -> None:
    """Write under another name, then rename; nothing is left behind when either fails.

    Parameters
    ----------
    path : Path
        The file; an older one is replaced.
    content : bytes or str
        What it is to hold; text is written as UTF-8.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise

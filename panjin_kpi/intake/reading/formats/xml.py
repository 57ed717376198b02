"""Streaming XML parser: only the data that a handler keeps is in memory."""

import zipfile
from typing import IO
from xml.parsers import expat

CHUNK = 1 << 16


class ForbiddenXml(ValueError):
    """A part declares a document type: office programs write none, and its entities can expand without limit."""


class Handler:
    """Receives a part's elements, by name without prefix, and the text between the tags; ignores all by default."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; its attributes keep their prefixes."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text between two tags."""


def read_xml(part: IO[bytes], handler: Handler) -> None:
    """Pass each element of a part to a handler; raises ``ExpatError``, or ``ForbiddenXml`` for a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text, parser.buffer_size = True, CHUNK
    start, end = handler.start, handler.end
    parser.StartElementHandler = lambda name, attributes: start(
        name.rpartition(":")[2] if ":" in name else name, attributes
    )
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2] if ":" in name else name)
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    while chunk := part.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def read_part(archive: zipfile.ZipFile, name: str, handler: Handler) -> bool:
    """Pass a part of an archive, found by name regardless of case, to a handler; returns whether it exists."""
    names = {entry.casefold(): entry for entry in archive.namelist()}
    if (entry := names.get(name.casefold())) is None:
        return False
    with archive.open(entry) as part:
        read_xml(part, handler)
    return True


def _refuse(*_: object) -> None:
    raise ForbiddenXml

"""XML parts read as a stream: nothing but what a handler keeps is ever in memory."""

import zipfile
from typing import IO, Protocol
from xml.parsers import expat

CHUNK = 1 << 16


class ForbiddenXml(ValueError):
    """A part declares a document type: office programs write none, and entities can swell to any size."""


class Handler(Protocol):
    """What becomes of a part's elements, by their names without prefix, and of the text between the tags."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; its attributes keep their prefixes."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text that no tag interrupts."""


def read_xml(part: IO[bytes], handler: Handler) -> None:
    """Give each element of a part to a handler.

    Raises
    ------
    xml.parsers.expat.ExpatError
        The part is not well formed.
    ForbiddenXml
        It declares a document type.
    """
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
    """Give a part of an archive to a handler, whatever the case of its name; say whether there is one.

    Raises
    ------
    zipfile.BadZipFile
        The part is damaged.
    """
    names = {entry.casefold(): entry for entry in archive.namelist()}
    if (entry := names.get(name.casefold())) is None:
        return False
    with archive.open(entry) as part:
        read_xml(part, handler)
    return True


def _refuse(*_: object) -> None:
    raise ForbiddenXml

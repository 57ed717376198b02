"""The parts of an OOXML workbook other than its sheets: relations, list of sheets, styles, shared strings."""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from panjin_kpi.intake.reading.formats.grid import Run, Text, joined
from panjin_kpi.intake.reading.formats.number_format import BUILT_IN, EPOCH_1900, EPOCH_1904, is_plain, shows_zero
from panjin_kpi.intake.reading.formats.xml import Handler, read_part

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def xml_boolean(text: str | None) -> bool:
    """Whether an XML boolean is true, as an element without a value is."""
    return text not in ("0", "false", "none", "off")


class Relations(Handler):
    """Targets of a part's relations, by identifier and by the last segment of their type."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self.folder, name = posixpath.split(part)
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, str] = {}
        read_part(archive, posixpath.join(self.folder, "_rels", f"{name}.rels"), self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """One relation."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self.folder, attributes.get("Target", ""))).lstrip("/")
            self.by_id[attributes.get("Id", "")] = target
            self.by_type.setdefault(attributes.get("Type", "").rpartition("/")[2], target)


class Comments(Handler):
    """The comments on a sheet's cells, by address; the authors' names, which come first, by the empty text."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._at = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A comment begins."""
        self._at = attributes.get("ref", "") if name == "comment" else self._at

    def text(self, data: str) -> None:
        """A part of a comment."""
        self.texts[self._at] = self.texts.get(self._at, "") + data


@dataclass
class Book(Handler):
    """``workbook.xml``: title, visibility and relation of each sheet, the calendar, whether formulas were computed."""

    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    epoch: datetime = EPOCH_1900
    never_computed: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """One sheet, or a property of the workbook."""
        if name == "sheet":
            visible = attributes.get("state", "visible") == "visible"
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")  # r:id
            self.sheets.append((attributes.get("name", ""), visible, relation))
        elif name == "workbookPr":
            self.epoch = EPOCH_1904 if xml_boolean(attributes.get("date1904", "0")) else EPOCH_1900
        elif name == "calcPr":
            self.never_computed = xml_boolean(attributes.get("fullCalcOnLoad", "0"))  # if the writer does not compute


class Style(NamedTuple):
    """A cell's format code, whether it shows a number unchanged, and whether the text is struck out."""

    code: str = "General"
    plain: bool = True
    struck: bool = False


class Styles(Handler):
    """The cell styles, by number."""

    def __init__(self) -> None:
        self.styles: list[Style] = []
        self._codes: dict[int, str] = {}
        self._struck: list[bool] = []
        self._within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A format, a font or a style of cells."""
        if name in ("fonts", "cellXfs", "cellStyleXfs", "dxfs", "numFmts"):
            self._within = name
        elif name == "numFmt" and self._within == "numFmts":
            self._codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif name == "font" and self._within == "fonts":
            self._struck.append(False)
        elif name == "strike" and self._within == "fonts" and self._struck:
            self._struck[-1] = xml_boolean(attributes.get("val"))
        elif name == "xf" and self._within == "cellXfs":
            number, font = int(attributes.get("numFmtId", 0)), int(attributes.get("fontId", 0))
            code = self._codes.get(number) or BUILT_IN.get(number, "General")
            self.styles.append(
                Style(code, is_plain(code) and shows_zero(code), font < len(self._struck) and self._struck[font])
            )


class RichText(Handler):
    """Texts of ``si`` or ``is`` elements: runs joined, phonetic guides omitted."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self._runs: list[Run] = []
        self._format = Run("")
        self._aids = self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Text begins, or the format of a run."""
        if name == "t":
            self._inside = not self._aids
        elif name in ("si", "is"):
            self._runs = []
        elif name == "r":
            self._format = Run("")
        elif name == "strike":
            self._format = Run("", xml_boolean(attributes.get("val")), self._format.script)
        elif name == "vertAlign":
            self._format = Run("", self._format.struck, attributes.get("val", ""))
        elif name == "rPh":
            self._aids = True

    def text(self, data: str) -> None:
        """A run's text."""
        if self._inside:
            self._runs.append(Run(data, self._format.struck, self._format.script))

    def end(self, name: str) -> None:
        """A text, a phonetic guide, a run or the whole text ends."""
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._aids = False
        elif name == "r":
            self._format = Run("")
        elif name in ("si", "is"):
            text, wrong = joined(self._runs)
            if "_x" in text:  # escapes of characters that XML does not allow: _x000D_
                text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
                text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # halves of an emoji
            self.texts.append((text, wrong))

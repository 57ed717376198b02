"""The Chinese font embedded in charts and pages, cut down to the characters they use, and that of analysts' charts."""

from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

NAME = "Noto Sans SC"
DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "prep", "gasp")  # horizontal text does not need them
NAMES = (0, 1, 13)  # copyright, family, licence


@cache
def font_path() -> Path:
    """The font file (SIL Open Font License) in zhplot, which is not imported: it would change matplotlib's settings."""
    spec = find_spec("zhplot")
    if spec is None or spec.origin is None:  # pragma: no cover - a locked dependency
        raise ModuleNotFoundError("zhplot carries the Chinese font")
    return Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"


def register() -> None:
    """Make the font known to matplotlib, once."""
    from matplotlib import font_manager  # takes two seconds; pages without charts and the commands do not need it

    if not any(entry.fname == str(font_path()) for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(font_path())


def add_fallback_font() -> None:
    """Let matplotlib take glyphs that its own font lacks from this one; nothing else changes.

    A theme that sets the font undoes it, unless it is given both: ``sns.set_theme(font=plt.rcParams["font.family"])``.
    """
    import matplotlib as mpl

    register()
    families = mpl.rcParams["font.family"]
    mpl.rcParams["font.family"] = [*(name for name in families if name != NAME), NAME]


@cache
def _whole() -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(font_path())))


def font_face(text: str, family: str) -> str:
    """A ``@font-face`` rule for a ``family`` with only the glyphs of a text, as a ``data:`` address.

    >>> font_face("盘锦", "cut").startswith("@font-face{font-family:'cut';src:url(data:font/woff;base64,")
    True
    """
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.sets(hb.SubsetInputSets.UNICODE).update(map(ord, text))
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag.encode()) for tag in DROPPED)
    names = wanted.sets(hb.SubsetInputSets.NAME_ID)
    names.clear()
    names.update(NAMES)
    target = BytesIO()
    with TTFont(BytesIO(hb.subset(_whole(), wanted).blob.data), recalcTimestamp=False) as font:
        font.flavor = "woff"
        font.save(target)
    glyphs = b64encode(target.getvalue()).decode()
    return f"@font-face{{font-family:'{family}';src:url(data:font/woff;base64,{glyphs})}}"

"""The Chinese font that travels with charts and pages, cut down to the characters they use."""

from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NAME = "Noto Sans SC"


@cache
def font_path() -> Path:
    """The font file (SIL Open Font License) that zhplot carries.

    zhplot itself is not imported: that would change matplotlib's settings for everybody.
    """
    spec = find_spec("zhplot")
    if spec is None or spec.origin is None:  # pragma: no cover - a locked dependency
        raise ModuleNotFoundError("zhplot carries the Chinese font")
    return Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"


def face(text: str, family: str) -> str:
    """A ``@font-face`` rule with just the glyphs of a text, as a ``data:`` address: no request, any machine.

    Parameters
    ----------
    text : str
        All characters that are to be drawn.
    family : str
        Name the rule gives the font.

    Examples
    --------
    >>> face("盘锦", "cut").startswith("@font-face{font-family:'cut';src:url(data:font/woff;base64,")
    True
    """
    cutter = Subsetter(Options(layout_features=[], hinting=False, name_IDs=[0, 1, 13], notdef_outline=True))
    cutter.populate(text=text)
    target = BytesIO()
    with TTFont(font_path(), lazy=True, recalcTimestamp=False) as font:
        cutter.subset(font)
        font.flavor = "woff"
        font.save(target)
    glyphs = b64encode(target.getvalue()).decode()
    return f"@font-face{{font-family:'{family}';src:url(data:font/woff;base64,{glyphs})}}"

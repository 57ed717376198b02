import base64
import io
import warnings

import matplotlib as mpl
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from panjin_kpi.report.page.font import add_fallback_font, font_face


def test_the_face_has_the_glyphs_of_the_text_and_hardly_more():
    rule = font_face("盘锦高新区2021年", "cut")
    font = TTFont(io.BytesIO(base64.b64decode(rule.partition("base64,")[2].rstrip(")}"))))
    drawn = set(map(chr, font.getBestCmap()))
    assert set("盘锦高新区2021年") <= drawn
    assert len(drawn) < 20
    assert len(rule) < 10_000


def test_the_same_text_gives_the_same_bytes():
    assert font_face("大洼区", "a") == font_face("大洼区", "a")


def drawn(tmp_path, text):
    figure = Figure(figsize=(2, 1))
    figure.suptitle(text)
    figure.savefig(tmp_path / "a.png")
    return (tmp_path / "a.png").read_bytes()


def test_chinese_is_drawn_and_latin_looks_as_before(tmp_path):
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        before, families = drawn(tmp_path, "abc −1"), mpl.rcParams["font.family"]
        add_fallback_font()
        add_fallback_font()
        assert mpl.rcParams["font.family"] == [*families, "Noto Sans SC"]
        warnings.simplefilter("error")  # matplotlib warns of a missing character
        assert drawn(tmp_path, "盘锦 abc −1") != before
        assert drawn(tmp_path, "abc −1") == before

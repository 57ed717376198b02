import base64
import io

from fontTools.ttLib import TTFont

from panjin_kpi.report.page.font import font_face


def test_the_face_has_the_glyphs_of_the_text_and_hardly_more():
    rule = font_face("盘锦高新区2021年", "cut")
    font = TTFont(io.BytesIO(base64.b64decode(rule.partition("base64,")[2].rstrip(")}"))))
    drawn = set(map(chr, font.getBestCmap()))
    assert set("盘锦高新区2021年") <= drawn
    assert len(drawn) < 20
    assert len(rule) < 10_000


def test_the_same_text_gives_the_same_bytes():
    assert font_face("大洼区", "a") == font_face("大洼区", "a")

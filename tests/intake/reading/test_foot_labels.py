import pytest

from panjin_kpi.intake.reading.foot_labels import COUNTED, PAGE_MARK, Label, is_prose, is_signature, label_of
from panjin_kpi.reference.names import normalised_key


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("本页小计", Label.TOTAL),
        ("盘山县 合计", Label.TOTAL_OF),
        ("审 核 人　某某", Label.SIGNATURE),
        ("盘山县科技局（盖章）", Label.SIGNATURE),
        ("注：县区合计", Label.REMARK),
        ("以下空白", Label.REMARK),
        ("备注栏", None),
        ("合计划", None),
        ("累计数", Label.TOTAL),
        ("盘山县科技局", None),
        ("", None),
    ],
)
def test_a_text_is_a_label_or_a_value(text, label):
    assert label_of(text) is label
    assert is_signature(text) == (label is Label.SIGNATURE and "　" not in text)


def test_counts_marks_of_pages_and_prose():
    counted = [bool(COUNTED.fullmatch(normalised_key(text))) for text in ("共 3 项", "共一路空间")]
    marks = [bool(PAGE_MARK.fullmatch(normalised_key(text))) for text in ("第 1 页 共 2 页", "续建项目")]
    prose = [is_prose(normalised_key(text)) for text in ("我单位承诺，以上数据真实。", "盘山县")]
    assert counted == marks == prose == [True, False]

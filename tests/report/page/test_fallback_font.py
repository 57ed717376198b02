import warnings

import matplotlib as mpl
from matplotlib.figure import Figure

from panjin_kpi.report.page.fallback_font import add_fallback_font


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

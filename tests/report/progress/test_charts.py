import re

import pytest

from panjin_kpi.report.progress import charts
from tests.report.drawn_words import illegible

pytestmark = pytest.mark.filterwarnings("error")  # matplotlib warns of missing glyphs and of collapsed layouts


def svg_of(fragment) -> str:
    return re.search(r"<svg.*</svg>", fragment._repr_html_(), re.DOTALL)[0]


def test_a_target_of_0_is_done_by_rule_and_the_caption_says_so(only, plan):
    status = only("status", "gaoxin")
    assert "视为已完成" not in charts.completion(status, plan).caption
    assert charts.completion(status.assign(target=0.0), plan).caption.endswith("状态。目标为0的视为已完成。")


@pytest.mark.slow
def test_wherever_a_chart_counts_what_is_done_its_caption_says_what_is_so_by_rule(frames, plan):
    status, path = frames["status"].query("light != 'not_allocated'"), frames["path"]
    status = status.assign(light="done", period="2021-12")
    for target, stated in ((0.0, True), (1.0, False)):
        asked = status.assign(target=target)
        own = asked[asked["scope"] == "gaoxin"]
        for drawn in (charts.status_levels(asked, plan), charts.path(path, own, plan)):
            assert drawn.caption.endswith("。目标为0的视为已完成。") == stated
    running = own.assign(target=0.0, period="2021-06")
    assert "视为" not in charts.path(path, running, plan).caption, "its title counts what moved"


def test_ids_of_two_charts_never_meet(only, plan, frames):
    one = charts.completion(only("status", "gaoxin"), plan)
    two = charts.status_levels(frames["status"], plan)
    ids = [set(re.findall(r'\bid="([^"]+)"', svg_of(chart))) for chart in (one, two)]
    assert not ids[0] & ids[1]


def test_completion_writes_counts_rates_and_words(only, plan):
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg_of(charts.completion(only("status", "gaoxin"), plan)))
    for text in (
        "建立产业技术创新联盟",
        "2/20个",
        "10.0%",
        "严重欠进度",
        "未报",
        "—/3家",
        "完成率（%）；竖线为应达进度",
    ):
        assert text in texts


def test_a_bar_beyond_the_axis_is_marked(only, plan):
    status = only("status", "gaoxin")
    status.loc[status["indicator"] == "incubatees", "completion"] = 9.0
    assert "900.0%›" in svg_of(charts.completion(status, plan))


def test_the_path_is_drawn_against_the_target(only, plan):
    html = charts.path(only("path", "gaoxin"), only("status", "gaoxin"), plan)._repr_html_()
    assert "举办创新创业活动累计7场，目标12场" in html


@pytest.mark.slow
def test_the_citys_line_without_a_break_is_not_taken_for_reports_of_every_month(frames, only, plan):
    carried = "合计里未报的地区按以前报送的数计，没有可沿用的没有计入。"
    path, whole = frames["path"], frames["path"].assign(actual=1.0)
    assert carried in charts.path(path, only("status", "city"), plan)._repr_html_()
    assert carried not in charts.path(path, only("status", "gaoxin"), plan)._repr_html_()
    assert carried not in charts.path(whole, only("status", "city"), plan)._repr_html_()


@pytest.mark.parametrize(("begun", "title"), [(4, "比上月减少11项"), (6, "2021年才有1个月的数")])
def test_the_path_of_a_new_district_begins_with_it_and_calls_no_month_before_unreported(only, plan, begun, title):
    path, status = only("path", "gaoxin"), only("status", "gaoxin").assign(actual=1.0)
    path["actual"] = path["period"].map({"2021-05": 2.0}).fillna(1.0)
    months = path["period"].str[5:].astype("int64")
    drawn = charts.path(path[months >= begun], status, plan)
    assert [head for head in drawn.table.plain[0] if head.endswith("月")] == [f"{n}月" for n in range(begun, 7)]
    assert drawn.title == title
    assert "未报" not in drawn.caption
    assert f"指标{begun}月至本期的累计数" in drawn.alt


def test_a_scope_without_any_target_has_a_sentence_instead_of_a_chart(only, frames, plan):
    status = only("status", "gaoxin").assign(light="not_allocated")
    for chart in (
        charts.completion(status, plan),
        charts.path(only("path", "gaoxin"), status, plan),
        charts.status_levels(status, plan),
    ):
        assert repr(chart) == "没有分解到指标。"


def test_a_bar_that_holds_carried_figures_is_marked(only, plan):
    html = charts.completion(only("status", "city"), plan)._repr_html_()
    assert "举办创新创业活动＊" in html
    assert "带＊的，未报的地区按以前报送的数计，没有可沿用的没有计入" in html


def test_the_counts_by_status(frames, plan):
    html = charts.status_levels(frames["status"], plan)._repr_html_()
    assert "兴隆台区" in html
    assert "大洼区未报8项" in html


@pytest.mark.slow
@pytest.mark.parametrize("value", [4.01, 1234.56, 234567.89, 1234567.89, 87654321.0])
def test_large_figures_stand_beside_each_other(only, plan, value):
    status, path = only("status", "gaoxin").query("target > 0"), only("path", "gaoxin")
    last = path["period"] == "2021-06"
    path = path.assign(period=path["period"].mask(last, "2021-12"), actual=path["actual"].mask(last, value))
    large = status.assign(actual=value, completion=value / status["target"], unit="亿元")
    assert illegible(charts.completion(large, plan)) == []
    assert illegible(charts.path(path, large, plan)) == []
    silent = large.assign(actual=float("nan"), completion=float("nan"))  # the figures of earlier months stay
    assert illegible(charts.path(path, silent, plan)) == []

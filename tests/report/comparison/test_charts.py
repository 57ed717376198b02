import re

import pandas as pd
import pytest

from panjin_kpi.report.comparison.charts import MANY, by_indicator, one
from panjin_kpi.report.comparison.narrative import compared, finding
from tests.report.drawn_words import drawn_words, illegible, with_long_names


@pytest.mark.slow
def test_every_indicator_that_is_split_has_a_chart_below_its_finding(frames, plan):
    html = str(by_indicator(frames["status"], frames["path"], plan).html)
    titles = re.findall(r'<p class="finding">(.*?)</p>', html)
    each = compared(frames["status"]).groupby("indicator", sort=False)
    assert titles == [f"{plan.indicator_names[n]}：{finding(own, plan)}" for n, own in each]
    assert html.count("<svg") == html.count("<details") == len(titles)
    assert "没有把" not in html


@pytest.mark.parametrize("period", ["2021-06", "2021-12"])
def test_a_line_is_labelled_with_its_district_its_figures_and_its_share(frames, plan, period):
    own = compared(frames["status"]).query("indicator == 'alliances'").assign(period=period)
    html = str(one(own, frames["path"].query("indicator == 'alliances'"), plan).html)
    words = re.sub(r"<[^>]*>", " ", html)
    assert "盘锦高新区2/20个，完成10.0%" in html
    assert "；大洼区未报；" in html, "not a dash out of its target"
    assert "2/20个　10.0%" in words
    assert ("虚线为应达进度" in words) == (period == "2021-06")


def test_of_very_many_districts_those_with_most_and_least_are_drawn(frames, plan):
    own = compared(frames["status"]).query("indicator == 'alliances'")
    many = pd.concat([own.assign(completion=n / 10, actual=float(n)) for n in range(4)], ignore_index=True)
    html = str(one(many, frames["path"].head(0), plan).html)
    assert f"{len(many)}个地区只画{MANY}个：完成率最高和最低的，并列的只画一部分。" in html
    assert "/20个，完成30.0%" in html


def test_a_gap_is_explained_where_one_is_drawn(frames, plan):
    own = compared(frames["status"]).query("indicator == 'alliances' and scope == 'gaoxin'")
    path = frames["path"].query("indicator == 'alliances'")
    broken = path.assign(actual=path["actual"].fillna(1.0).mask(path["scope"] == "dawa"))
    assert "断开处" not in repr(one(own, broken, plan))
    assert "断开处" in repr(one(own, broken.assign(scope=own["scope"].iloc[0]), plan))


def test_without_split_indicators_it_says_so(frames, plan):
    status = frames["status"].query("scope == 'city'")
    assert repr(by_indicator(status, frames["path"], plan)) == "没有分解到指标。"


@pytest.mark.parametrize("completed", [1, 10_000])
def test_long_names_and_large_figures_stand_beside_each_other(frames, plan, completed):
    own = compared(frames["status"]).query("indicator == 'alliances'")
    own = own.assign(actual=completed * own["target"], completion=float(completed), light="done")
    two_rows = pd.concat([own, own], ignore_index=True)
    drawn = one(two_rows, frames["path"].query("indicator == 'alliances'"), with_long_names(plan))
    assert illegible(drawn) == []


def test_what_is_beyond_the_highest_line_is_marked_and_nothing_else(frames, plan):
    own = compared(frames["status"]).query("indicator == 'alliances' and scope in ['gaoxin', 'panshan']")
    path = frames["path"].query("indicator == 'alliances'")
    assert "›" not in str(one(own, path, plan).html)
    gaoxin = path["scope"] == "gaoxin"
    for times, marked in ((1.5, False), (1.51, True)):
        high = path.assign(actual=path["actual"].mask(gaoxin & (path["period"] == "2021-06"), 20 * times))
        last = own.assign(completion=own["completion"].mask(own["scope"] == "gaoxin", times))
        drawn = one(last, high, plan)
        words = [text for text, _ in drawn_words(drawn.figure)[0]]
        assert [text for text in words if "›" in text] == (["2/20个　151.0%›"] if marked else [])
        assert drawn.caption.endswith("带›的超过150%的部分不画。") == marked
        assert illegible(drawn) == []


def test_the_highest_point_stands_below_the_figures(frames, plan):
    own = compared(frames["status"]).query("indicator == 'alliances' and scope == 'gaoxin'")
    path = frames["path"].query("indicator == 'alliances'").assign(actual=30.0)
    figure = one(own, path, plan).figure
    (axes,), boxes = figure.axes, dict(drawn_words(figure)[0])
    highest = max(line.get_ydata().max() for line in axes.lines if line.get_marker() == "o")
    inch = figure.get_figheight() / (axes.get_ylim()[1] - axes.get_ylim()[0])
    assert boxes["2/20个　10.0%"].y0 - 72 * inch * (highest - axes.get_ylim()[0]) > 3

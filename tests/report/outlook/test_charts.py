import re

from panjin_kpi.reference.labels import five_year_name
from panjin_kpi.report.outlook.charts import paths


def test_each_goal_has_its_level_its_target_and_the_pace_from_here(peopled, plan):
    html = str(paths(peopled["outlook"], plan).html)
    words = re.sub(r"<[^>]*>", " ", html)
    for row in peopled["outlook"].dropna(subset=["stock"]).itertuples():
        assert f"现有{row.stock:g}家，目标{row.target:g}家" in html
    assert "今后每年须净增" in words
    assert "空心的起点按记录推算" in words


def test_a_reached_goal_has_no_line_ahead(peopled, plan):
    reached = peopled["outlook"].assign(stock=400.0, remaining=0.0, pace_needed=0.0)
    html = str(paths(reached, plan).html)
    assert html.count("已达到") >= 8
    assert "stroke-dasharray" not in html


def test_what_is_ahead_fits_the_time_that_is_left(peopled, plan):
    open_ones = peopled["outlook"].assign(stock=1.0, target=9.0, remaining=8.0)
    soon = str(paths(open_ones.assign(years_left=0.5, pace_needed=16.0), plan).html)
    assert "年底前须净增8家" in soon
    assert "今后每年" not in soon
    over = str(paths(open_ones.assign(years_left=0.0, pace_needed=None), plan).html)
    assert over.count("还差8家") >= 8
    assert "须净增" not in over
    assert "虚线" not in over
    assert "stroke-dasharray" not in over, "no line leads on from the last day"


def test_its_title_names_the_goal_that_requires_most_a_year(peopled, plan):
    table = peopled["outlook"]
    for column, head, left in (("pace_needed", "今后每年须净增最多的是", 4.0), ("remaining", "还差家数最多的是", 0.0)):
        title = paths(table.assign(years_left=left), plan).title
        most = table.loc[table[column] == table[column].max(), "indicator"]
        assert title.startswith(head)
        assert all(five_year_name(plan, name) in title for name in most)
    reached = peopled["outlook"].assign(remaining=0.0)
    assert paths(reached, plan).title == "有现状数的2025年目标都已达到"


def test_without_any_level_it_says_why(peopled, plan):
    assert repr(paths(peopled["outlook"].assign(stock=None), plan)) == "没有现状数据，看不出离目标多远。"

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.report.gradient import charts
from tests.report.drawn_words import illegible, with_longest_names

pytestmark = pytest.mark.filterwarnings("error")  # matplotlib warns of missing glyphs and of collapsed layouts


@pytest.mark.slow
def test_the_words_beside_a_chart_tell_its_figures(of, plan):
    html = charts.stock(of("tier_stock", "gaoxin"), plan)._repr_html_()
    assert "科技型中小企业从0家到6家" in html
    assert "没有雏鹰企业、瞪羚企业、独角兽企业，不画" in html
    matrix = charts.transitions(of("transitions", "city"), plan)._repr_html_()
    assert "科技型中小企业到高新技术企业" not in matrix, (
        "the register numbers of 2020 had lapsed: they stood on no step"
    )
    assert "无层级到高新技术企业1家新进入" in matrix


@pytest.mark.parametrize("scope", ["panshan", "city"])
def test_nobody_is_no_empty_chart(only, frames, plan, scope):
    for fragment in (
        charts.stock(only("tier_stock", scope), plan),
        charts.transitions(only("transitions", scope), plan),
        charts.climb(frames["climb"], scope, plan),
    ):
        assert "<svg" not in fragment._repr_html_()
        assert repr(fragment)
    assert not charts.expiry(only("expiry_calendar", scope), plan)._repr_html_(), "a sentence states it"


def test_a_district_without_a_curve_of_its_own_shows_none(peopled, plan):
    assert "gaoxin" not in set(peopled["climb"]["scope"])
    assert "不画曲线" in repr(charts.climb(peopled["climb"], "gaoxin", plan))


def test_a_districts_name_stands_beside_the_citys_curve_that_goes_on_behind_it(plan):
    steps = [("city", 365, 0.3), ("city", 730, 0.9), ("dawa", 365, 0.28)]
    curves = pd.DataFrame(steps, columns=["scope", "days", "share"]).assign(low=0.0, high=1.0, at_risk=9, climbed=1)
    (axes,) = charts.climb(curves.assign(as_of=pd.Timestamp("2021-12-31")), "dawa", plan).figure.axes
    assert {text.get_text(): text.xyann for text in axes.texts}["大洼区"] == (5, -7)


def test_long_names_stand_beside_the_ends_of_their_curves(plan):
    steps = [("city", 365, 0.3), ("city", 730, 0.32), ("dawa", 365, 0.28), ("dawa", 730, 0.31)]
    curves = pd.DataFrame(steps, columns=["scope", "days", "share"]).assign(low=0.0, high=1.0, at_risk=9, climbed=1)
    curves = curves.assign(as_of=pd.Timestamp("2021-12-31"))
    assert illegible(charts.climb(curves, "dawa", with_longest_names(plan))) == []


def test_the_month_that_ends_on_the_day_is_not_to_come_and_nothing_listed_is_no_error(of, plan):
    calendar = of("expiry_calendar", "city")
    first, day = calendar["month"].min(), pd.Timestamp(calendar["month"].min()) + pd.offsets.MonthEnd(0)
    assert first not in set(charts.expiry(calendar.assign(as_of=day), plan).data["month"])
    assert first in set(charts.expiry(calendar.assign(as_of=day - pd.Timedelta(days=1)), plan).data["month"])
    assert not charts.expiry(schemas.empty("expiry_calendar"), plan)._repr_html_()


def test_enterprises_that_wait_and_that_have_left_are_distinguished_in_their_common_cell(only, plan):
    moved = only("transitions", "city").assign(enterprises=0, not_waiting=0, to_date=pd.Timestamp("2021-09-30"))
    gone = (moved["from_tier"] == "sci_tech_sme") & (moved["to_tier"] == "none")
    moved.loc[gone, ["enterprises", "not_waiting"]] = 12, 5
    (axes,) = charts.transitions(moved, plan).figure.axes
    assert [text.get_text() for text in axes.texts if text.get_text() != "0"] == ["待重新入库7\n退出5"]
    moved.loc[gone, "not_waiting"] = 0
    (axes,) = charts.transitions(moved, plan).figure.axes
    assert [text.get_text() for text in axes.texts if text.get_text() != "0"] == ["12"]

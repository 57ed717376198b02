from functools import partial

import pytest

from panjin_kpi.report.assessment import charts
from tests.report.drawn_words import drawn_words, illegible


def test_a_rank_is_drawn_firm_or_not_by_shape_word_and_share(standing, verdicts, shaky, plan, proven):
    scores = standing(("gaoxin", 95, 1, "A"), ("dawa", 71, 2, "B"), ("panshan", None, None, None))
    drawn = str(charts.ranks(scores, verdicts(("gaoxin", 1), ("dawa", 2, shaky), ("panshan", None)), plan).html)
    assert "盘锦高新区95.00分第1，九成以上的测算在第1名，稳固 99.0%；" in drawn
    assert "大洼区71.00分第2，九成以上的测算在第1—3名，不稳固 62.1%。" in drawn
    assert "名次（不稳固）" in drawn
    by_proof = charts.ranks(scores, verdicts(("gaoxin", 1), ("dawa", 2), ("panshan", None)), proven)
    assert by_proof.title.startswith("按佐证数计分，盘锦高新区第1名")
    assert repr(by_proof.table).startswith("按佐证数计分，各地区")


@pytest.mark.slow
def test_a_probability_is_drawn_where_there_is_one(only, plan):
    known = only("forecast", "gaoxin").assign(probability=0.5)
    assert "目标12场，把握50.0%（五五开）" in str(charts.forecast(known, only("status", "gaoxin"), plan).html)
    without = charts.forecast(only("forecast", "gaoxin"), only("status", "gaoxin"), plan)
    assert "把握" not in repr(without)
    assert "举办创新创业活动区间7—21场，目标12场；" in without.alt
    nearly = charts.forecast(known.assign(probability=1 - 1e-8), only("status", "gaoxin"), plan)
    assert {row[-1] for row in nearly.table.plain[1:]} == {"99.9%以上"}, "as beside the chart and in sentences"


def test_without_scores_or_forecasts_there_is_a_sentence_and_no_empty_chart(frames, only, plan):
    nobody = frames["scores"].iloc[:0]
    assert repr(charts.ranks(nobody, frames["rank_verdict"], plan)) == "没有可以计分的地区。"
    silent = only("forecast", "dawa")
    assert repr(charts.forecast(silent, only("status", "dawa"), plan)) == ""


def test_what_lies_beyond_the_edge_is_reported(only, plan):
    forecast, status = only("forecast", "gaoxin"), only("status", "gaoxin")
    near = forecast.assign(high=forecast["expected"])
    assert "画到边上" not in repr(charts.forecast(near, status, plan))
    far = forecast.assign(high=forecast["high"] * 10)
    assert "超过250%的画到边上" in repr(charts.forecast(far, status, plan))


def test_names_and_words_beside_ranks_stand_within_the_picture(frames, plan):
    assert illegible(charts.ranks(frames["scores"], frames["rank_verdict"], plan)) == []


@pytest.mark.parametrize("times", [1, 10_000])
def test_words_beside_forecasts_stand_beside_each_other(times, only, plan):
    forecast, status = only("forecast", "gaoxin").assign(probability=0.5), only("status", "gaoxin")
    large = forecast.assign(**{name: forecast[name] * times for name in ("low", "expected", "high")})
    assert illegible(charts.forecast(large, status, plan)) == []


def test_in_a_file_the_title_stands_above_the_legend_of_the_ranks(frames, plan, tmp_path):
    chart = charts.ranks(frames["scores"], frames["rank_verdict"], plan)
    boxes = dict(drawn_words(chart.figure, partial(chart.save, tmp_path / "ranks.svg"))[0])
    legend = boxes["名次（不稳固）"]
    assert boxes[chart.title].y0 > legend.y1
    assert legend.y0 > max(box.y1 for text, box in boxes.items() if "%" in text and text != chart.caption) + 9

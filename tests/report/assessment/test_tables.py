import dataclasses
import re

import pandas as pd
import pytest

from panjin_kpi.report.assessment import charts, tables
from panjin_kpi.report.page import lists


def rows_of(fragment):
    return repr(fragment).splitlines()


def test_the_score_sheet_has_the_best_first_and_two_decimals(frames, plan):
    final = rows_of(tables.scores(frames["scores"].assign(period="2021-12"), plan))
    assert final[1] == "地区 得分 名次 等次 分解指标数 本期未报指标数 加分 减分 总分"
    lines = rows_of(tables.scores(frames["scores"], plan))  # halfway there are no grades
    assert lines[1] == "地区 得分 名次 对照应达进度的得分 分解指标数 本期未报指标数 加分 减分 总分"
    best = frames["scores"].sort_values("rank").iloc[0]
    assert lines[2].startswith(f"{plan.district_names[best['district']]} {best['score']:.2f} 1 ")


def test_a_score_is_taken_apart_to_the_point(frames, plan):
    text = repr(tables.contributions(frames["contributions"], frames["scores"], plan))
    first = next(line for line in text.splitlines() if line.startswith("举办创新创业活动"))
    assert first.split()[1] == "5.30/9.09", "7 of 12 activities of 盘锦高新区, the first in order"
    assert "未分解" in text
    assert text.splitlines()[-1].startswith("得分 ")


def test_many_districts_have_a_row_each_since_paper_has_no_room_for_their_columns(frames, plan, monkeypatch):
    few = [line.split() for line in rows_of(tables.contributions(frames["contributions"], frames["scores"], plan))[1:]]
    monkeypatch.setattr(lists, "FEW", 5)
    many = [line.split() for line in rows_of(tables.contributions(frames["contributions"], frames["scores"], plan))[1:]]
    assert [row[1:] for row in many[1:]] == [list(column) for column in zip(*(row[1:] for row in few[1:]), strict=True)]
    assert (many[0][1:], [row[0] for row in many[1:]]) == ([row[0] for row in few[1:]], few[0][1:])


def test_the_parts_of_one_district_sum_to_its_score(frames, plan):
    own = frames["contributions"].query("district == 'gaoxin'")
    score = frames["scores"].set_index("district").at["gaoxin", "score"]
    steps, status = frames["next_steps"].query("district == 'gaoxin'"), frames["status"].query("scope == 'gaoxin'")
    status = status.assign(light=status["light"].where(status["indicator"] != "new_eaglet", "on_pace"))
    text = repr(tables.parts(own, steps, status, plan))
    assert f"得分合计{score:.2f}，另有{(own['points_lost'] == 0).sum()}项满分" in text
    lines = text.splitlines()[2:]
    assert len(lines) == (own["points_lost"] > 0).sum()
    waits = ["尚未到期" in line for line in lines]
    assert sorted(waits) == waits, "what is not due yet stands last"
    assert any(waits)
    closed = [each.assign(period="2021-12") for each in (own, steps, status)]
    assert repr(tables.parts(*closed, plan)).startswith("没有得满分的指标，即明年需补的短板")
    for running, final in ((text, repr(tables.parts(*closed, plan))), (
            repr(tables.next_steps(steps, plan)), repr(tables.next_steps(closed[1], plan)))):  # fmt: skip
        headings = running.splitlines()[1], final.splitlines()[1]
        assert [("失分" in each, "未得分" in each) for each in headings] == [(False, True), (True, False)]


def test_what_counts_beyond_its_target_is_no_shortfall_and_captions_say_how_far(frames, plan):
    def capped(cap):
        wider = plan.assessment.cap.model_copy(update={"value": cap})
        return dataclasses.replace(plan, assessment=plan.assessment.model_copy(update={"cap": wider}))

    own = frames["contributions"].query("district == 'gaoxin'").assign(period="2021-12", points_lost=0.0)
    own.loc[own.index[0], "points_lost"] = -2.0
    steps, status = frames["next_steps"][:0], frames["status"].query("scope == 'gaoxin'")
    all_full = repr(tables.parts(own, steps, status, capped(1.2)))
    assert all_full == f"{len(own)}项指标都得满分，没有须补的短板。"
    own.loc[own.index[1], "points_lost"] = 2.0
    for cap, words in ((1.2, "超额最多按120.0%计"), (None, "超额不封顶"), (1.0, "")):
        some = rows_of(tables.parts(own, steps, status, capped(cap)))
        assert len(some) == 3, "caption, heading, the one row"
        scores = rows_of(tables.scores(frames["scores"], capped(cap)))[0]
        parts = rows_of(tables.contributions(frames["contributions"], frames["scores"], capped(cap)))[0]
        assert all(words in caption for caption in (some[0], scores, parts))
        assert ("满分100分" in scores) == (cap == 1)
        assert ("超额" in scores + parts + some[0]) == (cap != 1)


def test_where_proven_figures_are_scored_every_table_of_scores_or_losses_says_so(frames, verdicts, plan, proven):
    frames = frames | {name: frames[name].assign(period="2021-12") for name in ("contributions", "status")}
    own, steps = frames["contributions"].query("district == 'gaoxin'"), frames["next_steps"]
    status = frames["status"].query("scope == 'gaoxin'").assign(light="unreported")
    full, verdict = own.assign(points_lost=0.0), verdicts(("dawa", 1))

    def drawn(plan):
        yield tables.scores(frames["scores"], plan)
        yield tables.rank_verdict(verdict, plan)
        yield tables.contributions(own, frames["scores"], plan)
        yield from (tables.parts(each, steps[:0], status, plan) for each in (own, full))
        yield tables.next_steps(steps, plan)

    assert ["按佐证数计分，" in rows_of(table)[0] for table in drawn(proven)] == [True] * 6
    assert not any("佐证" in rows_of(table)[0] for table in drawn(plan))
    carried = [rows_of(tables.parts(own, steps[:0], status, basis))[0].count("以前报送") for basis in (plan, proven)]
    assert carried == [1, 0], "a proven figure is of no report"


def test_each_rank_has_its_verdict_in_a_word_the_best_first(verdicts, shaky, plan):
    text = rows_of(tables.rank_verdict(verdicts(("dawa", 2, shaky), ("gaoxin", 1), ("panshan", None)), plan))
    assert text[2:4] == ["盘锦高新区 1 稳固 99.0% 1 1 — 0 — —", "大洼区 2 不稳固 62.1% 1 3 计分口径 2 按佐证数 3"]


def test_every_factor_has_its_choices_with_their_shares_and_its_effects(frames, plan):
    lines = rows_of(tables.rank_factors(frames["rank_factors"], plan))
    assert lines[1] == "假定 做法（测算的比例） 单独的影响 含共同作用的影响"
    assert lines[3].startswith("单项封顶 照设定（33.3%）；封顶120%（33.3%）；不封顶（33.3%） ")
    assert len(lines) == 2 + 9


def test_a_forecasts_data_have_probabilities_where_an_earlier_year_gives_them(only, plan):
    forecast, status = only("forecast", "gaoxin"), only("status", "gaoxin")
    text = repr(charts.forecast(forecast, status, plan).table)
    assert "举办创新创业活动 7 12 7 13 21" in text
    assert "把握" not in text
    known = repr(charts.forecast(forecast.assign(probability=0.5), status, plan).table)
    assert "举办创新创业活动 7 12 7 13 21 50.0%" in known


def test_earlier_forecasts_stand_beside_what_has_come(plan):
    columns = ["period", "scope", "indicator", "low", "high", "actual"]
    rows = [
        ("2021-03", "dawa", "activities", 3, 9, 8),
        ("2021-04", "dawa", "activities", 4, 9, 8),
        ("2021-04", "dawa", "teams", 1, 2, None),
    ]
    table = pd.DataFrame(rows, columns=columns)
    assert rows_of(tables.forecast_review(table, plan))[1:] == [
        "指标 3月预测 4月预测 到本期累计",
        "举办创新创业活动（场） 3—9 4—9 8",
        "培育创新团队（个） — 1—2 —",
    ]
    chances = rows_of(tables.forecast_review(table.assign(probability=[0.8, None, None]), plan))
    assert chances[2] == "举办创新创业活动（场） 3—9（80.0%） 4—9 8", "nine months fit the screen"
    assert "（39.996%）" in str(tables.forecast_review(table.assign(probability=0.39996), plan))
    assert repr(tables.forecast_review(table.iloc[:0], plan)) == "此前各月没有预测（按现在生效的数重算）。"


def test_what_agrees_or_was_not_reported_is_counted_and_not_listed(frames, plan):
    compared = frames["evidence"].query("scope == 'gaoxin'").copy()
    compared.loc[compared.index[0], "verdict"] = "一致"
    caption, _, *rows = rows_of(tables.evidence(compared, plan))
    assert {line.split()[-1] for line in rows} == {"无佐证"}
    assert "一致的1项" in caption
    assert f"本期未报的{compared['verdict'].isna().sum()}项" in caption


def test_what_only_enterprises_of_no_district_yet_would_prove_is_not_called_reported_too_high(frames, plan):
    row = frames["evidence"].query("scope == 'gaoxin'").head(1)
    row = row.assign(reported=3.0, evidenced=2.0, difference=1.0, verdict="多报", undecided=1)
    assert rows_of(tables.evidence(row, plan))[-1].endswith("只差归属未定的明细")
    assert rows_of(tables.evidence(row.assign(evidenced=1.0), plan))[-1].endswith("多报")
    assert rows_of(tables.evidence(row.assign(undecided=0), plan))[-1].endswith("多报")


def test_what_is_not_due_yet_stands_last_among_what_costs_points_reported_or_not(frames, only, plan):
    status = only("status", "xinglongtai").assign(light="unreported")
    last = status.loc[status["target"].notna(), "indicator"].iloc[0]
    status["planned"] = status["indicator"].ne(last) * 0.5
    own = frames["contributions"].query("district == 'xinglongtai'").assign(points_lost=1.0, points=0.0)
    steps = frames["next_steps"].query("district == 'xinglongtai'")
    caption, *_, bottom = rows_of(tables.parts(own, steps, status, plan))
    assert bottom.startswith(plan.indicator_names[last])
    assert caption.startswith("还没有得满分的指标，尚未到期的（包括其中未报的）在后（分）：")
    for others in (status.assign(planned=0.5), status.assign(light="on_pace")):  # due though unreported; reported
        assert "尚未到期的在后（分）" in repr(tables.parts(own, steps, others, plan))
    full = own.assign(points_lost=own["indicator"].ne(last) * 1.0)
    assert "尚未到期的在后（分）" in repr(tables.parts(full, steps, status, plan)), "what has all its points has no row"


@pytest.mark.parametrize("name", ["next_steps", "evidence", "corrections"])
def test_a_long_list_is_cut_and_an_empty_one_says_so(name, frames, plan, monkeypatch):
    monkeypatch.setattr(lists, "LONGEST", 1)
    make = getattr(tables, name)
    if frames[name].shape[0] > 1:
        assert "前1" in repr(make(frames[name], plan))
    assert "：没有" in repr(make(frames[name].iloc[:0], plan))


def test_what_stood_on_the_deadline_is_a_column_of_corrections_where_it_is_another_figure(frames, plan):
    row = {"period": "2021-12", "scope": "dawa", "indicator": "teams", "unit": "个", "first_value": 5.0, "value": 5.0}
    row |= {"difference": 0.0, "received_on": pd.Timestamp("2022-01-11"), "due_value": 3.0}
    table = pd.DataFrame([row]).reindex(columns=frames["corrections"].columns)
    assert "首次报送 首次收到日期 期限内报送 现在生效" in rows_of(tables.corrections(table, plan))[1]
    for others in ({"first_value": 3.0, "difference": 2.0}, {"first_value": 4.0, "due_value": None, "difference": 1.0}):
        assert "期限内报送" not in repr(tables.corrections(table.assign(**others), plan))


def test_a_basis_is_a_column_unless_it_is_the_same_as_another_and_only_who_differs_has_a_row(frames, plan):
    bases = frames["scores_by_basis"]
    corrected = bases.assign(score=bases["score"].where(bases["basis"] != "first_reported", 1.0))
    caption, head, *_, last = rows_of(tables.bases(corrected, plan))
    assert head == "地区 按上报数 按佐证数 按首次报送数"
    assert caption.endswith("；按期限内报送的数与按上报数相同；按归属已定的数与按上报数相同")
    assert re.fullmatch(r"盘锦高新区 \d+\.\d\d（第1） 0\.00（第1） 1\.00（第1）", last)


def test_a_month_in_which_nobody_has_a_score_has_dashes_and_no_nan(frames, verdicts, plan):
    blank = frames["scores"].assign(score=float("nan"), rank=pd.array([pd.NA] * 6, dtype="Int64"), total=float("nan"))
    for made in (tables.scores(blank, plan), tables.rank_verdict(verdicts(("dawa", None)), plan)):
        assert "—" in repr(made)
        assert not re.search(r"nan|None|NA", repr(made))


def test_without_any_target_of_a_district_the_parts_are_an_empty_table(frames, plan):
    blank = frames["scores"].assign(score=float("nan"), rank=pd.array([pd.NA] * 6, dtype="Int64"))
    assert "得分的组成" in repr(tables.contributions(frames["contributions"].iloc[:0], blank, plan))

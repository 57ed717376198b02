"""Twelve questions of readers: each is answered within two clicks of the index, as computed."""

import re
from html import unescape

import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.reference.labels import five_year_name, tier_name
from panjin_kpi.report import comparison, gradient, incubation, outlook
from panjin_kpi.report.assessment import narrative, rank_stability
from panjin_kpi.report.index import alerts
from panjin_kpi.report.index.standing import due_losses, standing
from panjin_kpi.report.progress import narrative as progress
from panjin_kpi.schemas.formats import format_number, format_percent, format_rounded

INDEX, OVERVIEW, DISTRICT = "index.html", "city_overview/city.html", "district_report/dawa.html"
COMPARISON, CARRIERS, GOALS = "indicator_comparison/city.html", "carrier_assessment/city.html", "outlook_2025/city.html"


def words(html):
    whole = re.sub(r'<span class="day">(.*?)</span>', r"\1", str(html))  # a date is one word with what is beside it
    text = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]*>", " ", whole, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(text))


@pytest.fixture(scope="module")
def page(site):
    return lambda name: (site.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def december(site):
    return ResultSet.read(site.folder / "results", "2021-12")


def most_and_ties(frame, column, number=3):
    values = sorted(frame[column].dropna(), reverse=True)
    return frame[frame[column] >= values[min(number, len(values)) - 1]] if values else frame.head(0)


def each_loss(lost, name, word="失"):
    """What costs most, as a page writes it; what costs the same together."""
    alike = {}
    for r in most_and_ties(lost, "points_lost").itertuples():
        alike.setdefault(format_rounded(r.points_lost, 2), []).append(name(r))
    return [f"{'、'.join(names)}（{'各' * (len(names) > 1)}{word}{points}分）" for points, names in alike.items()]


def item_of(row):
    return schemas.title("carrier_results", row.item)


def answers(frames, plan, period):
    """Each question with its page and the expected answer, computed from the results independently."""
    names, scores = plan.district_names, frames["scores"].sort_values("rank", kind="stable")
    top = scores[scores["rank"] == scores["rank"].min()]
    rest = scores[scores["rank"] > scores["rank"].min()]
    ahead = float(format_rounded(top["score"].iloc[0], 2)) - float(format_rounded(rest["score"].iloc[0], 2))
    yield "who leads, by how much", OVERVIEW, [*top["district"].map(lambda d: names[d]), f"高{ahead:.2f}分"]

    lost = due_losses(frames["next_steps"], frames["status"], plan).query("district == 'dawa'")
    word = () if period.endswith("-12") else ("还差",)  # until then it can still be won
    yield "what costs a district most", INDEX, each_loss(lost, lambda r: plan.indicator_names[r.indicator], *word)

    history = {(r.period, r.district): round(r.score, 2) for r in frames["score_history"].itertuples()}
    since = {d: history[period, d] - history["2021-05", d] for d in scores["district"]}
    best = [d for d in since if abs(since[d] - max(since.values())) < 1e-6]
    gain = f"（得分升{max(since.values()):.2f}分，未报的按沿用的数计）"
    improved = [f"自2021年5月以来进步最大的是{'、'.join(names[d] for d in best)}{gain}"]
    yield "who improved most since May", COMPARISON, improved if period > "2021-05" else []

    goals = frames["outlook"].dropna(subset=["stock"])
    share = goals["stock"] / goals["target"]
    far = [f"{five_year_name(plan, r.indicator)}（现有{format_number(r.stock)}家，目标{format_number(r.target)}家，"
           f"完成{format_percent(share.min())}，还差{format_number(r.target - r.stock)}家）"
           for r in goals[share == share.min()].itertuples()]  # fmt: skip
    yield "which goal of 2025 is furthest behind", GOALS, far

    stock = frames["tier_stock"]
    eaglets = stock[(stock["tier"] == "eaglet") & (stock["as_of"] == stock["as_of"].max())]
    flow = frames["tier_flow"].query("tier == 'eaglet'").groupby("scope")["first_time"].sum()
    yield "eaglets by district", OVERVIEW, [
        tier_name(plan, "eaglet"), *(f"{r.stock}（{flow[r.scope]}）" for r in eaglets.itertuples())
    ]  # fmt: skip

    path = frames["path"].query("scope == 'dawa'").pivot(index="indicator", columns="period", values="actual")
    both = path.iloc[:, -2:].dropna() if path.shape[1] > 1 else path.head(0)
    moved = both[both.iloc[:, 0] != both.iloc[:, 1]]
    units = plan.by_indicator["unit"]
    yield (
        "what changed for a district",
        DISTRICT,
        [
            f"{plan.indicator_names[name]}（{format_number(old)}→{format_number(new)}{units[name]}）"
            for name, (old, new) in zip(moved.index, moved.to_numpy(), strict=True)
        ][:8],
    )

    carriers = frames["carriers"].query("assessed")
    last = carriers[carriers["score_high"] == carriers["score_high"].min()]
    items = frames["carrier_items"].merge(last[["district", "carrier"]])
    yield (
        "worst carriers and what costs them",
        CARRIERS,
        [
            *last["carrier"],
            *(f"{format_rounded(score, 2)}分）" for score in last["score_high"]),
            *(part for _, own in items.groupby(["district", "carrier"]) for part in each_loss(own, item_of)),
        ],
    )

    late = frames["timeliness"].query("expected > 0 and period == @period and reported == 0")
    yield "who did not report, since when", INDEX, list(late["name"])[:8] or ["都已报送本期报表"]

    ranked = frames["rank_verdict"].query("rank == rank").sort_values("rank", kind="stable")
    loose = [f"{names[row.district]}（第{row.rank}）" for row in ranked.itertuples() if not row.firm]
    firmness = ["没有一个地区的名次稳固"] if len(loose) == len(ranked) else [f"名次不稳固的：{'、'.join(loose)}。"]
    yield "which rank is not firm", OVERVIEW, firmness if loose else []

    amounts = plan.indicators.query("measure == 'amount'")["indicator"]
    own = frames["status"].query("scope == 'city'")
    yield (
        "money against its target",
        OVERVIEW,
        [
            f"{plan.indicator_names[r.indicator]}{format_number(r.actual)}/{format_number(r.target)}{r.unit}"
            for r in own[own["indicator"].isin(amounts)].dropna(subset=["actual", "target"]).itertuples()
        ],
    )

    year = frames["path"].query("indicator == 'alliances' and scope in ('dawa', 'gaoxin')")
    rows = year.groupby("scope")["actual"].apply(lambda own: " ".join(map(format_number, own)))
    yield "two districts on one indicator over the year", COMPARISON, list(rows)


@pytest.mark.site
def test_each_question_is_answered_on_its_page_of_december(december, page):
    frames, plan = december.frames, december.plan
    for question, name, parts in answers(frames, plan, "2021-12"):
        assert parts, question
        assert [part for part in parts if part not in words(page(name))] == [], (question, name)


@pytest.mark.site
def test_every_page_that_answers_is_one_click_from_the_index(december, page):
    links = set(re.findall(r'href="([^"#]+)"', page(INDEX)))
    assert {name for _, name, _ in answers(december.frames, december.plan, "2021-12")} - {INDEX} <= links


@pytest.mark.site
def test_the_data_of_a_chart_are_in_a_file_for_excel_beside_it(page):
    for name in (OVERVIEW, COMPARISON, GOALS):
        files = re.findall(r'<a download="([^"]+\.csv)" href="data:text/csv;base64,', page(name))
        assert len(files) >= page(name).count('<figure class="chart">') > 0


def test_the_answers_are_so_in_every_month(case, plan):
    """The same for the sentences and tables of which the pages of any month consist."""
    frames, period = case.frames, case.period
    pages = {
        OVERVIEW: [
            narrative.overall(frames["scores"], plan), progress.money(frames["status"].query("scope == 'city'"), plan),
            rank_stability.firmness(frames["rank_verdict"], frames["rank_ranges"], plan),
            gradient.tables.by_district(frames["tier_stock"], frames["tier_flow"], frames["ladder_total"], plan).html,
        ],
        INDEX: [
            standing(frames["status"], frames["next_steps"], frames["score_history"], period, plan).html,
            alerts.reporting(frames["timeliness"], period),
        ],
        COMPARISON: [
            comparison.narrative.improved(frames["score_history"], plan, period),
            comparison.tables.months(
                frames["path"].query("indicator == 'alliances' and scope != 'city'"),
                frames["status"].query("indicator == 'alliances' and scope != 'city'"),
                plan,
            ).html,
        ],
        GOALS: [outlook.narrative.standing(frames["outlook"], plan)],
        DISTRICT: [progress.movement(frames["path"], plan, "dawa")],
        CARRIERS: [incubation.narrative.worst(frames["carriers"], frames["carrier_items"])],
    }  # fmt: skip
    reported = period != "2021-06"
    for question, name, parts in answers(frames, plan, period) if reported else ():
        text = words(" ".join(part if isinstance(part, str) else "".join(part) for part in pages[name]))
        assert [part for part in parts if part not in text] == [], (question, period)

import dataclasses
from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.stock_and_flow import last_years_list
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.analysis.progress.five_year_outlook import outlook
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN


@pytest.fixture
def looked(houses, granted):
    """The outlook by indicator, from stocks by tier, levels of carriers, recognitions and baselines."""

    def found(stocks=None, levels=(), recognised=(), baselines=None, day=date(2021, 12, 31), register=None):
        rows = [(pd.Timestamp(day), CITY, tier, stock) for tier, stock in (stocks or {}).items()]
        rows += [(pd.Timestamp(day), "dawa", "hnte", 999), (pd.Timestamp("2021-01-31"), CITY, "hnte", 999)]
        stock = pd.DataFrame(rows, columns=["as_of", "scope", "tier", "stock"])
        listed = houses(*[("dawa", f"载体{n}", {"level": level}) for n, level in enumerate(levels)])
        given = [(CITY, name, value, "虚构") for name, value in (baselines or {}).items()]
        baseline = pd.DataFrame(given, columns=["scope", "indicator", "stock_2020", "source"])
        plan = dataclasses.replace(PLAN, baseline=baseline)
        held = tenures(pd.DataFrame({"uscc": []}, dtype="str"), granted(*recognised), PLAN)
        last = last_years_list(held, date(day.year - 1, 12, 31))
        table = outlook(stock, listed, granted(*recognised), plan, day, register or {}, last)
        assert schemas.faults("outlook", table)[1] == []
        return table.set_index("indicator")

    return found


def test_every_five_year_target_has_a_row(looked):
    assert looked().index.tolist() == PLAN.five_year["indicator"].tolist()
    assert looked()["target"].tolist() == [20, 15, 5, 300, 210, 150, 20, 1]


def test_paces_by_hand(looked):
    # 高新技术企业: 60 at the end of 2020, 90 now; 120 in four years are 30 a year; 30 a year achieved: reached in 2025
    row = looked({"hnte": 90}, baselines={"hnte": 60.0}).loc["hnte"]
    assert row[["stock", "baseline", "remaining", "years_left"]].tolist() == [90, 60, 120, 4]
    assert row[["pace_needed", "pace_achieved", "projected_year"]].tolist() == [30, 30, 2025]
    assert pd.isna(row["note"])


@pytest.mark.parametrize(
    ("day", "stock", "counted"),
    [("2021-06-30", 1, 2), ("2021-06-30", 3, 3), ("2021-12-31", 1, 1), ("2022-06-30", 1, 1)],
)
def test_a_list_that_is_made_anew_each_year_is_measured_by_the_last_full_one(looked, day, stock, counted):
    rows = [(code, "sci_tech_sme", "recognised", "2020-05-01") for code in "ABC"]
    rows.append(("C", "sci_tech_sme", "revoked", "2020-08-01"))
    row = looked({"sci_tech_sme": stock}, recognised=rows, day=date.fromisoformat(day)).loc["sci_tech_sme"]
    assert row["stock"] == counted
    assert ("按上年末名单2家计" in str(row["note"])) == (counted > stock)


@pytest.mark.parametrize("stock", [1, 9])
def test_a_list_that_is_not_complete_yet_achieves_no_pace_however_long_it_is(looked, stock):
    rows = [(code, "sci_tech_sme", "recognised", "2020-05-01") for code in "ABC"]
    given = {"recognised": rows, "baselines": {"sci_tech_sme": 3.0}}
    row = looked({"sci_tech_sme": stock}, **given, day=date(2021, 9, 30)).loc["sci_tech_sme"]
    assert row[["pace_achieved", "projected_year"]].isna().all()
    assert "本年名单未满" in row["note"]
    assert looked({"sci_tech_sme": stock}, **given).loc["sci_tech_sme"]["pace_achieved"] == stock - 3


def test_without_a_baseline_it_is_stated_to_be_missing(looked):
    row = looked({"hnte": 90}).loc["hnte"]
    assert row[["baseline", "pace_achieved", "projected_year"]].isna().all()
    assert row["pace_needed"] == 30
    assert "请在参考数据“基准存量”中填写" in row["note"]


def test_without_a_stock_it_is_unknown_and_not_zero(looked):
    table = looked()
    assert table.loc[["hnte", "carriers_total"], ["stock", "remaining", "pace_needed"]].isna().all(axis=None)
    assert table.loc["hnte", "note"].startswith("缺少本期存量。")


@pytest.mark.parametrize(
    ("day", "left", "needed"),
    [
        (date(2021, 6, 30), 4 + 184 / 365, 120 / (4 + 184 / 365)),
        (date(2024, 2, 29), 1 + 306 / 366, 120 / (1 + 306 / 366)),
        (date(2025, 12, 31), 0, None),
        (date(2026, 3, 31), 0, None),
    ],
)
def test_parts_of_a_year_count_by_days(looked, day, left, needed):
    row = looked({"hnte": 90}, day=day).loc["hnte"]
    assert row["years_left"] == pytest.approx(left, abs=1e-6)
    assert row["pace_needed"] == pytest.approx(needed, abs=1e-5) if needed else pd.isna(row["pace_needed"])


@pytest.mark.parametrize(
    ("stock", "baseline", "year"), [(60, 60, None), (50, 60, None), (210, 60, 2021), (300, 60, 2021), (70, 60, 2035)]
)
def test_when_the_target_would_be_reached(looked, stock, baseline, year):
    row = looked({"hnte": stock}, baselines={"hnte": float(baseline)}).loc["hnte"]
    assert row["projected_year"] == year if year else pd.isna(row["projected_year"])


def test_carriers_by_level_and_the_open_question_of_nesting(looked):
    table = looked(levels=["省级", "省级", "国家级", "市级", None])
    assert table.loc[["carriers_total", "carriers_provincial", "carriers_national"], "stock"].tolist() == [5, 2, 1]
    assert "省级不含国家级" in table.loc["carriers_provincial", "note"]
    assert "省级不含国家级" not in table.loc["carriers_total", "note"]


def test_a_carrier_that_opens_later_does_not_count(granted, houses, as_of):
    listed = houses(("dawa", "甲", {"opened_on": pd.Timestamp("2022-01-01")}), ("dawa", "乙", {}))
    stock = pd.DataFrame({"as_of": [], "scope": [], "tier": [], "stock": []})
    table = outlook(stock, listed, granted(), PLAN, as_of, {}, {}).set_index("indicator")
    assert table.loc["carriers_total", "stock"] == 1


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ([], 0),
        ([("A", "unicorn", "recognised", "2021-06-01")], 1),
        ([("A", "unicorn", "recognised", "2020-06-01"), ("A", "unicorn", "recognised", "2021-06-01")], 0),
        ([("A", "unicorn", "recognised", "2021-06-01"), ("A", "unicorn", "revoked", "2021-07-01")], 1),
        ([("A", "unicorn", "recognised", "2022-06-01")], 0),
        ([("A", "unicorn", "revoked", "2020-06-01"), ("B", "hnte", "recognised", "2021-06-01")], 0),
    ],
)
def test_a_flow_counts_first_recognitions_since_2021_and_needs_no_baseline(looked, events, count):
    row = looked({"unicorn": 7}, recognised=events).loc["unicorn"]
    assert row[["kind", "stock", "baseline", "remaining"]].tolist() == ["flow", count, 0, 1 - count]
    assert pd.isna(row["note"])


def test_where_no_baseline_is_filled_in_the_records_of_the_last_day_of_2020_stand_in_its_place(looked):
    row = looked({"hnte": 90}, register={"hnte": 70.0, "unicorn": 3.0}).loc["hnte"]
    assert row[["baseline", "pace_achieved", "projected_year"]].tolist() == [70, 20, 2027]
    assert row["note"] == "2020年底存量没有填写，按记录推算：2020年12月31日70家。"
    filled = looked({"hnte": 90}, baselines={"hnte": 60.0}, register={"hnte": 70.0})
    assert filled.at["hnte", "baseline"] == 60
    assert pd.isna(filled.at["hnte", "note"])
    assert filled.at["unicorn", "baseline"] == 0, "what is newly bred begins at zero"


def test_a_list_of_the_year_that_is_not_full_yet_has_achieved_no_pace(looked):
    rows = [(code, "sci_tech_sme", "recognised", "2020-05-01") for code in "ABC"]
    register = {"sci_tech_sme": 3.0}
    june = looked({"sci_tech_sme": 1}, recognised=rows, register=register, day=date(2021, 6, 30)).loc["sci_tech_sme"]
    assert june[["stock", "baseline"]].tolist() == [3, 3]
    assert pd.isna(june["pace_achieved"])
    december = looked({"sci_tech_sme": 4}, recognised=rows, register=register).loc["sci_tech_sme"]
    assert december["pace_achieved"] == 1


def test_the_carriers_of_2020_are_of_the_kinds_that_count(granted, houses, as_of):
    kinds = [("众创空间", "2019-01-01"), ("众创空间", "2021-06-01"), ("产业园区", "2018-01-01"), ("中试基地", None)]
    rows = [("dawa", f"载体{n}", {"kind": kind, "opened_on": pd.Timestamp(day)}) for n, (kind, day) in enumerate(kinds)]
    stock = pd.DataFrame({"as_of": [], "scope": [], "tier": [], "stock": []})
    row = (
        outlook(stock, houses(*rows), granted(), PLAN, date(2021, 12, 31), {}, {})
        .set_index("indicator")
        .loc["carriers_total"]
    )
    assert row[["stock", "baseline", "pace_achieved"]].tolist() == [2, 1, 1]
    assert row["note"].endswith("另有中试基地、产业园区2个，不属于二、1列举的四类载体，不计入。")


def test_carriers_that_are_not_counted_or_in_doubt_are_stated_at_each_level(granted, houses):
    kinds = [("众创空间", "省级"), ("产业园区", "省级"), ("其他", "国家级")]
    rows = [("dawa", f"载体{n}", {"kind": kind, "level": level}) for n, (kind, level) in enumerate(kinds)]
    stock = pd.DataFrame({"as_of": [], "scope": [], "tier": [], "stock": []})
    table = outlook(stock, houses(*rows), granted(), PLAN, date(2021, 12, 31), {}, {}).set_index("indicator")
    assert table.loc[["carriers_total", "carriers_provincial", "carriers_national"], "stock"].tolist() == [2, 1, 1]
    park, other = "另有产业园区1个，不属于二、1列举的四类载体，不计入。", "类型填为“其他”的1个计入，须核实。"
    for name, note in (("total", park + other), ("provincial", park), ("national", other)):
        assert table.at[f"carriers_{name}", "note"].endswith(note)
        assert ("其他" in table.at[f"carriers_{name}", "note"]) == ("其他" in note)


def test_a_unicorn_that_was_only_renewed_is_none_that_was_newly_bred(looked):
    assert (
        looked(recognised=[("A", "unicorn", "renewed", "2022-02-01")], day=date(2022, 6, 30)).at["unicorn", "stock"]
        == 0
    )
    new = [("A", "unicorn", "recognised", "2022-02-01"), ("A", "unicorn", "renewed", "2022-05-01")]
    assert looked(recognised=new, day=date(2022, 6, 30)).at["unicorn", "stock"] == 1


@pytest.mark.parametrize(("opened", "known"), [(["2020-12-31", "2021-01-01"], 1), (["2019-01-01", None], None)])
def test_carriers_that_were_open_in_2020_count_if_every_day_is_known(granted, houses, as_of, opened, known):
    listed = houses(*[("dawa", f"载体{n}", {"opened_on": pd.Timestamp(day)}) for n, day in enumerate(opened)])
    stock = pd.DataFrame({"as_of": [], "scope": [], "tier": [], "stock": []})
    baseline = outlook(stock, listed, granted(), PLAN, as_of, {}, {}).set_index("indicator")["baseline"]
    assert baseline["carriers_total"] == known if known else pd.isna(baseline["carriers_total"])
    assert pd.isna(baseline["carriers_provincial"]), "no record says since when a carrier has its level"

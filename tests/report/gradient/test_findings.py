"""The titles of the charts on enterprises: true of the data drawn, in rare cases as well."""

import re

import pandas as pd
import pytest

from panjin_kpi.report.gradient import findings
from panjin_kpi.report.gradient.movement import movements
from tests.plan import PLAN

DAYS = pd.to_datetime(["2021-01-31", "2021-06-30"])
LONGEST = 30


def held(months=2, **tiers):
    """The stock of each tier at the ends of January and June."""
    rows = [(day, tier, n) for tier, own in tiers.items() for day, n in zip(DAYS[-months:], own[-months:], strict=True)]
    return pd.DataFrame(rows, columns=["as_of", "tier", "stock"])


@pytest.mark.parametrize(
    ("stock", "title"),
    [
        (held(hnte=(3, 5), eaglet=(1, 2)), "高新技术企业增加最多，2家"),
        (held(hnte=(3, 5), eaglet=(2, 2)), "只有高新技术企业增加2家"),
        (held(sci_tech_sme=(0, 9), hnte=(3, 5)), "除科技型中小企业外，高新技术企业增加2家"),
        (held(hnte=(3, 5), eaglet=(2, 4)), "高新技术企业、雏鹰企业增加各2家"),
        (held(hnte=(3, 1), eaglet=(2, 2)), "只有高新技术企业减少2家"),
        (held(hnte=(15, 11), eaglet=(0, 1)), "高新技术企业减少4家"),
        (held(hnte=(15, 11), eaglet=(0, 4)), "雏鹰企业增加4家"),
        (held(hnte=(3, 3), eaglet=(2, 2)), "高新技术企业、雏鹰企业与1月末家数相同"),
        (held(sci_tech_sme=(0, 9)), "只有科技型中小企业，月末9家"),
        (held(1, hnte=(0, 9), eaglet=(0, 9)), "高新技术企业、雏鹰企业最多，各9家"),
        (held(1, hnte=(0, 9), eaglet=(0, 1)), "高新技术企业最多，有9家"),
    ],
)
def test_the_tier_that_grew_most(stock, title):
    assert findings.stock(stock, PLAN) == title


@pytest.mark.parametrize(
    ("moves", "day", "title"),
    [
        ([("none", "hnte", 2), ("hnte", "eaglet", 3), ("hnte", "hnte", 9)], "2021-12-31", "新进入2家，晋级3家"),
        ([("sci_tech_sme", "none", 4), ("eaglet", "hnte", 1)], "2021-12-31", "降级1家，退出4家"),
        ([("sci_tech_sme", "none", 4), ("hnte", "none", 1)], "2021-09-30", "退出1家，待重新入库4家"),
        ([("hnte", "hnte", 9), ("none", "none", 5)], "2021-12-31", "9家企业都保持原来的层级"),
    ],
)
def test_who_moved(moves, day, title):
    moved = pd.DataFrame(moves, columns=["from_tier", "to_tier", "enterprises"]).assign(to_date=pd.Timestamp(day))
    assert findings.transitions(movements(moved.assign(not_waiting=0), PLAN.tiers.tiers, PLAN.tiers.yearly)) == title


@pytest.mark.parametrize(
    ("curve", "title"),
    [
        ([(0, 0.0), (400, 0.3), (976, 0.5), (1200, 0.6)], "估计一半企业在首次认定约2年8个月后成为高新技术企业"),
        ([(0, 0.0), (366, 0.4833)], "首次认定约1年后，估计48.3%成为高新技术企业"),
        ([(0, 0.0), (947, 0.48), (1317, 0.61)], "首次认定约2年7个月后，估计48.0%成为高新技术企业"),  # few are left
        ([(0, 0.0), (3, 0.6)], "估计一半企业在首次认定不到1个月后成为高新技术企业"),
    ],
)
def test_how_long_it_takes(curve, title):
    assert findings.climb(pd.DataFrame(curve, columns=["days", "share"]), PLAN) == title


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ([0, 3, 1], "4项资格将到期，2021年2月最多，3项"),
        ([0, 3, 3], "6项资格将到期，2021年2月和2021年3月各3项"),
        ([2, 2, 2], "6项资格将到期，有3个月各2项"),
        ([0, 3, 0], "3项资格都在2021年2月到期"),
        ([0, 0, 1], "只有1项资格到期，在2021年3月"),
    ],
)
def test_when_most_end(counts, title):
    assert findings.expiry(pd.DataFrame({"hnte": counts}, index=["2021-01", "2021-02", "2021-03"])) == title


@pytest.mark.slow
def test_the_titles_of_a_month_are_short_and_count_what_is_drawn(of):
    stock = of("tier_stock", "city")
    held_ = stock[stock.groupby("tier")["stock"].transform("max") > 0]
    title, change = findings.stock(held_, PLAN), {}
    for tier, own in held_.groupby("tier"):
        if tier not in PLAN.tiers.yearly:
            change[tier] = own["stock"].iloc[-1] - own["stock"].iloc[0]
    size = re.search(r"(\d+)家", title)
    assert int(size[1]) in {max(change.values()), -min(change.values())} if size else set(change.values()) == {0}
    moved = of("transitions", "city")
    moved = movements(moved, PLAN.tiers.tiers, PLAN.tiers.yearly)
    waits = int(moved.query("movement == 'waiting'")["enterprises"].sum())
    stated = findings.transitions(moved)
    assert (f"待重新入库{waits}家" in stated) == bool(waits)
    assert max(len(title), len(stated)) <= LONGEST

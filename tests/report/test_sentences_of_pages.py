"""Every number of the sentences on forecasts, corrections, enterprises and carriers, computed again."""

import re

from panjin_kpi.reference.plan import CITY
from tests.report import page_facts as facts

NOT_COUNTED = (
    r"\d{4}年(?:底的?存量|目标)?|\d+月(?=\d+日|的|以来|：)|\d+日|本年12月31日|到12月31日|三（十）|95%区间|第一|附件2"
)

# How a sentence begins, and the numbers that it must contain, in order; the first match is used.
READERS = [
    (r"按以前年度各月的分布", facts.likely_of),
    (r"没有以前年度.*共\d+项", lambda m, s, _: [len(facts.ahead(m, s)[1])]),
    (r"另有\d+项有目标而|没有可以预测的指标：", facts.silent_of),
    (r"各地区能判断的", facts.districts_judged),
    (r"把握为“", lambda m, _, x: [facts.chance(row["probability"]) for row in m.rows("forecast") if row["scope"] != CITY
        and facts.known(row["probability"]) and f"“{facts.word_of(row['probability'])}”" in x]),
    (r"(?:本年|此前)预测的检验", facts.reviewed),
    (r"当时的把握与结果", facts.said_of),
    (r"本年有\d+个数", lambda m, s, _: [n for when in ({}, {"period": m.period})
        for n in [len(m.rows("corrections", s, **when))] if n]),
    (r"报送期限以后更正的", lambda m, s, _: [sum(map(facts.late, m.rows("corrections", s)))]),
    (r"\d{4}年\d+月的数在报送期限以后", facts.late_of),
    (r"这些更正中各地区相同", facts.alike_of),
    (r".*持有至少一个层级，", lambda m, s, _: [*(m.rows("ladder_total", s)[0][n] for n in ("enterprises", "holdings")),
        *m.by_tier("tier_stock", s, "stock", as_of=max(row["as_of"] for row in m.rows("tier_stock")))]),
    (r".*企业名录中有", lambda m, s, _: [m.rows("ladder_total", s)[0]["on_record"]]),
    (r"本年首次认定", lambda m, s, _: m.by_tier("tier_flow", s, "first_time")),
    (r"存量与上年末相比", lambda m, s, _: [abs(n) for tier in facts.TIERS
        for n in [m.total("tier_flow", s, "net", tier=tier)] if n and (tier != facts.YEARLY or m.period[5:] == "12")]),
    (r"本年各层级合计", facts.flows_of),
    (r".*每年重新入库：", facts.registered_of),
    (r".*同时持有", facts.several_of),
    (r"\d+家企业[各只]持有一个层级", lambda m, s, _: [
        row["enterprises"] for row in m.rows("ladder_total", s) if row["enterprises"] == row["holdings"]]),
    (r"按最高层级", facts.moves_of),
    (r"退出的原来是|本年还没有重新入库、", facts.left_of),
    (r".*首次认定为科技型中小企业、|估计晋级", facts.climbed_of),
    (r"将要到期", facts.windows_of),
    (r"如果没有企业续期", facts.after_of),
    (r"今后\d+天内没有", lambda *_: [180]),
    (r".*登记编号当年有效", lambda m, s, _: [
        m.rows("expiring_summary", s, window=180, tier=facts.YEARLY)[0]["expiring"]]),
    (r".*(?:离年度目标还差|没有完成年度目标，差)", facts.places_of),
    (r"各地区离年度目标差", facts.lacked_of),
    (r"各地区合计与全市差", facts.not_the_citys),
    (r".*归属依据", facts.attributed_of),
    (r"本页其余各节", lambda m, s, _: [m.total("transitions", s, "enterprises")]),
    (r"计入", lambda m, s, _: [m.total("attribution_counts", s, "enterprises", view="within")]),
    (r".*有\d+个孵化载体；", facts.carriers_of("carriers")),
    (r".*有\d+个孵化载体，", facts.carriers_of("carriers", "tenants", "new_this_year", "graduated_this_year")),
    (r"其中在孵企业和团队", facts.carried_by_nobody),
    (r"填有面积的载体合计", facts.carriers_of("area_m2", "tenants_per_1000_m2")),
    (r"本年(?:没有)?在孵企业", lambda m, s, _: [n for name in ("recognised", "activities", "service_stations")
        if (n := m.rows("carrier_summary", s)[0][name])]),
    (r".*须考核的载体", lambda m, s, x: [n for row in m.rows("carrier_summary", s) for n in (
        row["assessed"], row["assessed"] - row["graded"])][:2 if "未定" in x else 1]),
    (r"(?:期中测算：)?[A-D]等\d+个", facts.grades_of),
    (r"评出等次的载体中", facts.share_of),
    (r"D等的\d+个没有上年等次", lambda m, *_: [[row["grade"] for row in m.rows("carriers")].count("D")]),
    (r".*本年有三（十）所列的", facts.rewards_of),
]  # fmt: skip


def wrongly_read(m):
    """The sentences that match no pattern, or whose numbers differ from those computed again."""
    for scope, sentence in m.more_sentences:
        lines = re.findall(r"(?<![\d.])-?\d+(?:\.\d+)?", re.sub(NOT_COUNTED, "", sentence))
        reader = next((read for begin, read in READERS if re.match(begin, sentence)), lambda *_: [])
        numbers = [float(number) for number in reader(m, scope, sentence)]
        places = [len(text.partition(".")[2]) for text in lines]
        near = [abs(float(a) - b) <= 0.5 * 10**-n + 1e-6 for a, b, n in zip(lines, numbers, places, strict=False)]
        if len(numbers) != len(lines) or not all(near):
            yield f"{scope}：{sentence}：{numbers}"


def test_the_numbers_of_forecasts_corrections_enterprises_and_carriers_are_the_tables(case):
    assert list(wrongly_read(case)) == []

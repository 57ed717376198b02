"""The facts in sentences on forecasts, corrections, enterprises and carriers, computed from plain records."""

from collections import Counter
from datetime import date

from panjin_kpi.reference.calendar import due_on
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN
from tests.report.sentence_facts import known

WORDS = [(step.from_probability, step.word) for step in PLAN.assessment.likelihood.value]
TIERS = list(PLAN.tiers.tiers)
YEARLY = "sci_tech_sme"


def word_of(probability):
    return next(word for start, word in sorted(WORDS, reverse=True) if probability >= start)


def chance(probability):
    """The number of a probability's words: 不到0.1% and 99.9%以上 are not rounded onto certainty."""
    ends = {0: 0.1, 1000: 99.9} if 0 < probability < 1 else {}
    return ends.get(int(1000 * probability + 0.5), 100 * probability)


def ahead(m, scope):
    rows = [row | {"target": m.rows("status", scope, indicator=row["indicator"])[0]["target"]}
            for row in m.rows("forecast", scope)]  # fmt: skip
    rows = [row for row in rows if known(row["target"])]
    likely = [row for row in rows if known(row["probability"])]
    ranges = [row for row in rows if known(row["expected"]) and not known(row["probability"]) and row["target"] > 0]
    return likely, ranges, [row for row in rows if not known(row["expected"])]


def spans(rows):
    for row in rows:
        yield row["target"]
        yield row["low"]
        yield from [row["high"]] * (row["high"] != row["low"])
        yield from [chance(row["probability"])] * known(row["probability"])


def likely_of(m, scope, sentence):
    own = [row for row in ahead(m, scope)[0] if f"“{word_of(row['probability'])}”" in sentence]
    return [len(own), *spans(own)]


def silent_of(m, scope, sentence):
    silent, likely = ahead(m, scope)[2], "另有" in sentence
    if "有目标而不预测" not in sentence and likely:  # one reason alone
        return [len(silent)]
    return [len(silent)] * likely + list(Counter(row["note"] for row in silent).values())


def districts_judged(m, *_):
    own = [row for row in m.rows("forecast") if row["scope"] != CITY and known(row["probability"])]
    counts = Counter(word_of(row["probability"]) for row in own)
    return [len(own), *(counts[word] for _, word in WORDS if counts[word])]


def reviewed(m, scope, *_):
    rows = [row for row in m.rows("forecast_review", scope) if isinstance(row["verdict"], str)]
    counts = Counter(row["verdict"] for row in rows)
    order = sorted(counts.values(), reverse=True)
    if not m.period.endswith("-12"):
        order = [counts[verdict] for verdict in ("高于上限", "在区间内", "低于下限") if counts[verdict]]
    silent = len(m.rows("forecast_review", scope)) - len(rows)
    return [len(rows) + silent, *([silent] if silent else []), *order]


def said_of(m, scope, *_):
    targets = {row["indicator"]: row["target"] for row in m.rows("status", scope)}
    rows = [row for row in m.rows("forecast_review", scope) if isinstance(row["verdict"], str)
            and known(row["probability"]) and known(targets[row["indicator"]])]  # fmt: skip
    groups = [[row for row in rows if word_of(row["probability"]) == word] for _, word in WORDS]
    return [n for own in groups if own for n in (len(own), sum(r["actual"] >= targets[r["indicator"]] for r in own))]


def late(row):
    return row["received_on"].date() > due_on(PLAN, row["period"]) and row["value"] != row["due_value"]


def late_of(m, scope, *_):
    rows = [row for row in m.rows("corrections", scope, period=m.period) if late(row) and row["scope"] != CITY]
    closing = {"2021-12": date(2022, 1, 15)}.get(m.period, date.max)
    accounts = [row for row in rows if row["received_on"].date() <= closing]
    found = []
    for part in (accounts, [row for row in rows if row not in accounts]):
        counts = Counter(row["scope"] for row in part).values()
        named = len(m.rows("scores_by_basis", scope, basis="reported")) > 1
        named = named if part is not accounts else len({row["scope"] for row in rows}) > 1
        found += [len(part), *(sorted(set(counts), reverse=True) if named else [])] if part else []
    twice = any(known(row["due_value"]) and row["due_value"] != row["first_value"] for row in rows)
    without = "on_time" if twice else "first_reported"
    for name in dict.fromkeys(row["district"] for row in m.rows("scores_by_basis", scope)):
        both = [m.rows("scores_by_basis", name, basis=basis)[0] for basis in ("reported", without)]
        scores, ranks = [row["score"] for row in both], [row["rank"] for row in both]
        other = ranks[0] != ranks[1]
        level = [
            sum(row["rank"] == own["rank"] for row in m.rows("scores_by_basis", basis=own["basis"])) for own in both
        ]
        if other or abs(scores[0] - scores[1]) >= 0.005:
            found += scores * (abs(scores[0] - scores[1]) >= 0.005) + ranks * other
            found += level[1:] * (level[1] > 1 and (other or level[0] != level[1]))
    return found


def alike_of(m, scope, *_):
    rows = [row for row in m.rows("corrections", scope, period=m.period) if late(row) and row["scope"] != CITY]
    groups = [[r for r in rows if r["indicator"] == name] for name in dict.fromkeys(row["indicator"] for row in rows)]
    return [n for own in groups if len(own) > 1 and len({row["difference"] for row in own}) == 1
            and set(PLAN.targets.loc[PLAN.targets["indicator"] == own[0]["indicator"], "scope"]) - {CITY}
            <= {row["scope"] for row in own} for n in (len(own), own[0]["difference"])]  # fmt: skip


def flows_of(m, scope, sentence):
    columns = ("first_time", "re_entered", "renewed", "revoked", "expired", "net")
    rows = [row for row in m.rows("tier_flow", scope) if row["tier"] != YEARLY]
    *numbers, net = (sum(row[name] for row in rows) for name in columns)
    assert ("净减" in sentence) == (net < 0)
    return [*numbers, abs(net)]


def registered_of(m, scope, *_):
    flow = {name: m.total("tier_flow", scope, name, tier=YEARLY) for name in m.records["tier_flow"][0] if name not in
            ("month", "scope", "tier")}  # fmt: skip
    first = min(row["month"] for row in m.rows("tier_flow", scope))
    january = m.total("tier_flow", scope, "net", tier=YEARLY, month=first)
    end = min(row["as_of"] for row in m.rows("tier_stock", scope))
    listed = m.total("tier_stock", scope, "stock", tier=YEARLY, as_of=end) - january
    again = flow["re_registered"] + flow["re_registered_without_gap"]
    return [listed, again, listed - again, flow["re_entered"] - flow["re_registered"], flow["first_time"],
            flow["revoked"]]  # fmt: skip


def several_of(m, scope, *_):
    (row,) = m.rows("ladder_total", scope)
    several = sum(own["enterprises"] for own in m.rows("tier_overlap", scope) if own["tiers"] > 1)
    return [row["enterprises"], several, row["holdings"]]


def moves_of(m, scope, *_):
    order, found = ["none", *TIERS], Counter()
    for row in m.rows("transitions", scope):
        old, new = (order.index(row[name]) for name in ("from_tier", "to_tier"))
        kind = "outside" if old == new == 0 else "new" if not old else "left" if not new else (new > old) - (new < old)
        found[kind] += row["not_waiting"] if kind == "left" and waits(m, row) else row["enterprises"]
    return [found[kind] for kind in ("new", 1, 0, -1, "left")]


def waits(m, row):
    return row["from_tier"] == YEARLY and row["to_tier"] == "none" and m.period[5:] != "12"


def left_of(m, scope, sentence):
    rows = [row for row in m.rows("transitions", scope, to_tier="none") if row["from_tier"] != "none"]
    if "重新入库" in sentence:
        numbers = [row["enterprises"] - row["not_waiting"] for row in rows if waits(m, row)]
    else:
        numbers = [row["not_waiting"] if waits(m, row) else row["enterprises"] for row in rows]
    return [number for number in numbers if number]


def climbed_of(m, scope, sentence):
    row = m.rows("climb_summary", scope)[0]
    if sentence.startswith("估计晋级"):
        curve = m.rows("climb", scope)
        last = next(step for step in curve if step["share"] == curve[-1]["share"])
        return [last["at_risk"], 100 * last["low"], 100 * last["high"]] if last["share"] else []
    return [row[name] for name in ("entered", "climbed", "waiting")] + [
        row[name] for name in ("hnte_first", "start_unknown") if row[name]
    ]


def windows_of(m, scope, *_):
    return [
        n
        for window in (30, 90, 180)
        for n in (
            window,
            sum(row["expiring"] for row in m.rows("expiring_summary", scope, window=window) if row["tier"] != YEARLY),
        )
    ]


def after_of(m, scope, *_):
    rows = [row for row in m.rows("expiring_summary", scope, window=180) if row["tier"] != YEARLY and row["expiring"]]
    return [180, *(row[name] for row in rows for name in ("stock", "stock_after"))]


def places_of(m, scope, sentence):
    (row,) = (r for r in m.rows("places", scope) if sentence.startswith(PLAN.words_of["tier"][r["tier"]]))
    first = [row["ready_first_time"]] * (row["ready_first_time"] < row["ready"])
    numbers = [row["needed"], *[row["ready"]] * (row["ready"] > 0), *first]
    numbers += [row[name] for name in ("review", "near", "unknown") if row[name]]
    short = bool(row["uncovered"] and row["ready_first_time"])
    assert short == ("仍差" in sentence)
    return numbers + [row["uncovered"]] * short


def lacked_of(m, *_):
    lacked = [row for row in m.rows("places") if row["scope"] != CITY and known(row["needed"]) and row["needed"] > 0]
    return [row["needed"] for tier in TIERS for row in lacked if row["tier"] == tier]


def not_the_citys(m, *_):
    for tier in TIERS:
        city = [row["needed"] for row in m.rows("places", CITY, tier=tier) if known(row["needed"])]
        split = [row for row in m.rows("places", tier=tier) if row["scope"] != CITY and known(row["target"])]
        whole = sum(row["needed"] for row in split if known(row["needed"]))
        if city and split and whole != city[0]:
            yield from (whole, city[0])


def attributed_of(m, scope, *_):
    rows = m.rows("attribution_counts", scope, view="apart")
    return [sum(row["enterprises"] for row in rows), *(row["enterprises"] for row in rows if row["enterprises"])]


def carriers_of(*names):
    return lambda m, scope, _: [m.rows("carrier_summary", scope)[0][name] for name in names]


def carried_by_nobody(m, *_):
    """The city's counts of tenants less the sum of its districts'."""
    rows, city = m.rows("carrier_summary"), m.rows("carrier_summary", CITY)[0]
    return [
        2 * city[name] - sum(row[name] for row in rows) for name in ("tenants", "new_this_year", "graduated_this_year")
    ]


def grades_of(m, *_):
    counts = Counter(row["grade"] for row in m.rows("carriers") if isinstance(row["grade"], str))
    return [counts[rule.grade] for rule in PLAN.carrier_assessment.grades.value if counts[rule.grade]]


def share_of(m, *_):
    grades = [row["grade"] for row in m.rows("carriers") if isinstance(row["grade"], str)]
    return [100 * grades.count("D") / len(grades), 212, 50, 100 * 50 / 212]


def rewards_of(m, scope, sentence):
    unsure = sum(isinstance(row["to_verify"], str) for row in m.rows("rewards") if scope in (CITY, row["district"]))
    return [m.rows("carrier_summary", scope)[0]["reward_grounds"], *([unsure] if unsure else [])]

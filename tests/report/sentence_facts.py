"""The expected value of a number in a sentence, computed from the results as plain records."""

import re
from collections import Counter

import pandas as pd

from panjin_kpi.reference.plan import CITY
from panjin_kpi.schemas.fields import field
from tests.plan import PLAN

NUM = r"(-?\d+(?:\.\d+)?)"
NAMES = {name: key for key, name in PLAN.district_names.known.items()}
INDICATORS = {name: key for key, name in PLAN.indicator_names.known.items()}
DIS = "(" + "|".join(sorted(NAMES, key=len, reverse=True)) + ")"
IND = "(" + "|".join(sorted(INDICATORS, key=len, reverse=True)) + ")"
UNIT_NAME = "(" + "|".join(sorted([*NAMES, *PLAN.unit_names.known.values()], key=len, reverse=True)) + ")"
UNIT = "(?:亿元|[家场个名项次支%])"
BEHIND = {"slightly_behind", "behind", "far_behind"}
WORDS = {word: level for level, word in PLAN.assessment.lights.words.value.items()}
WORD = "(" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")"
FACTORS = {name: key for key, name in field("rank_factors", "factor").labels.items()}
CHOICES = set(field("rank_factors", "choice").labels.values())
SUMS, SHARES = PLAN.split_indicators(2021), PLAN.planned_shares


def near(text, number, places=2):
    """Whether a text is the displayed form of a number, rounded to its decimals."""
    return number is not None and not pd.isna(number) and abs(float(text) - number) <= 0.5 * 10**-places + 1e-9


def half_up(number):
    return int(number * 100 + 0.5 + 1e-7) / 100


def cell_of(t, scope, found, sentence):
    where = NAMES[found[1]] if found[1] else scope or CITY
    if sentence.startswith("部分地区完成"):
        rows = [row for row in t.own if row["scope"] != CITY and row["indicator"] == INDICATORS[found[2]]]
        return [int(found[3]), int(found[4])] == [sum(row["light"] == "done" for row in rows), len(rows)]
    row = t.status[where, INDICATORS[found[2]]]
    return near(found[3], row["actual"]) and near(found[4], row["target"])


def gap_of(t, scope, found, _):
    row = t.status[scope, INDICATORS[found[1]]]
    return near(found[2], 100 * row["completion"], 1) and near(found[3], row["gap_points"], 1)


def change_of(t, scope, found, sentence):
    before, now = t.moves(scope)[INDICATORS[found[1]]]
    way = now > before if "增加" in sentence else now < before
    return near(found[2], before) and near(found[3], now) and way


def moved_count(t, scope, found, _):
    pairs = [pair for pair in t.reported_moves(scope) if not any(pd.isna(value) for value in pair)]
    kinds = {"增加": lambda a, b: b > a, "减少": lambda a, b: b < a}
    return int(found[2]) == sum(kinds[found[1]](*pair) for pair in pairs)


def level_count(t, scope, found, _):
    own = [row for row in t.of(scope) if WORDS[found[1]] == t.level(row)]
    by_rule = WORDS[found[1]] == "done" and any(row["target"] == 0 for row in own)
    return (int(found[2]), bool(found[3])) == (len(own), by_rule)


def reached(t, scope, *levels):
    return [row for row in t.of(scope) if t.level(row) in levels]


def small(t, scope, *levels):
    """How many of one scope are behind, at some levels, by less than 1."""
    rows = [row for row in reached(t, scope, *levels) if row["unit"] not in ("%", "亿元")]
    return sum(row["planned"] * row["target"] - row["actual"] < 1 - 1e-6 for row in rows)


def due_of(t, scope, found, _):
    row = t.status[NAMES[found[1]] if found[1] else scope, INDICATORS[found[2]]]
    due = row["target"] * SHARES.at[row["indicator"], int(t.period[5:])]
    return near(found[3], due) and near(found[4], row["actual"]) and due - row["actual"] < 1 - 1e-6


def judged(t, scope, whose):
    rows = [row for row in t.records["evidence"] if isinstance(row["verdict"], str)]
    if whose == "上报数":
        return [row for row in rows if row["scope"] == scope]
    city = [row for row in rows if row["scope"] == CITY and row["indicator"] not in SUMS]
    return city if whose == "全市自报数" else [row for row in rows if row["scope"] != CITY]


def compared(t, scope, found, sentence):
    rows = judged(t, scope, found[1])
    counts = Counter("只差归属未定的明细" if only_undecided(t, row) else row["verdict"] for row in rows)
    lines = dict(re.findall(r"(只差归属未定的明细|一致|多报|少报|无佐证)(\d+)项", sentence))
    lines |= dict.fromkeys(re.findall("：全部(一致|多报|少报|无佐证)", sentence), found[2])
    return int(found[2]) == len(rows) and {k: int(v) for k, v in lines.items()} == dict(counts)


def proof_of(t, scope, found, sentence):
    where = NAMES[found[1]] if found[1] else scope or CITY
    row = next(r for r in t.records["evidence"] if (r["scope"], r["indicator"]) == (where, INDICATORS[found[2]]))
    more = row["reported"] - row["evidenced"]
    verdict = sentence[: sentence.index("：")].partition("（")[0]
    alone = only_undecided(t, row)
    way = {"多报": more > 0 and not alone, "少报": more < 0, "无佐证": row["evidenced"] == 0 and not alone}
    way = alone if verdict == "只差归属未定的明细" else way[verdict]
    waiting = undecided_of(t, where, INDICATORS[found[2]])
    return (
        near(found[3], row["reported"]) and near(found[4], row["evidenced"]) and way and int(found[5] or 0) == waiting
    )


def undecided_of(t, scope, indicator):
    """How many undecided enterprises may be in a district's figure; they already prove the city's."""
    if indicator == "incubatees":  # who sent a tenant stands in no result; how many prove no district's figure does
        found = {row["scope"]: row for row in t.records["evidence"] if row["indicator"] == indicator}
        proven, open_ = ({where: row[name] for where, row in found.items()} for name in ("evidenced", "undecided"))
        assert sum(open_.values()) <= 2 * proven[CITY] - sum(proven.values())
        return open_[scope]
    rows = [row for row in t.records["undecided"] if row["scope"] != "city"]
    return sum((row["scope"], row["indicator"]) == (scope, indicator) for row in rows)


def only_undecided(t, row):
    """Whether enterprises of no district may be the whole difference."""
    return 0 < row["reported"] - row["evidenced"] <= undecided_of(t, row["scope"], row["indicator"])


def by_basis(t, _, found, sentence):
    """A district's score and rank on each of the sentence's bases; a pair that is not shown is the same on both."""
    bases = sentence.partition("计分")[0].removeprefix("若").split("、")
    named = [basis for basis, name in PLAN.words_of["basis"].known.items() if name in bases] or ["attributed"]
    before, *others = (t.bases[which, NAMES[found[1]]] for which in ("reported", *named))
    for after in others:
        scores = [half_up(row["score"]) for row in (before, after)]
        lines = [float(text) for text in found.groups()[1:3]] if found[2] else [scores[0]] * 2
        ranks = [int(text) for text in found.groups()[3:5]] if found[4] else [before["rank"]] * 2
        on = {basis: Counter(row["rank"] for (of, _), row in t.bases.items() if of == basis) for basis, _ in t.bases}
        ties = [on[row["basis"]][row["rank"]] for row in (before, after)]
        tied = (ties[1] if found[4] or ties[0] != ties[1] else 1, not found[4] and ties[1] == 1 < ties[0])
        wrong = len(found.groups()) > 5 and (int(found[6] or 1), "不再并列" in found[0]) != tied
        if wrong or lines != scores or ranks != [before["rank"], after["rank"]]:
            return False
    return True


def merged_rank(t, _, found, __):
    """A district's rank where a district within it is counted there."""
    ranges = {(row["scenario"], row["district"]): row["rank_low"] for row in t.records["rank_ranges"]}
    return int(found[2]) == ranges["merged", NAMES[found[1]]]


def kept(t, scope, found, _):
    row = t.verdicts[scope]
    return row["rank"] == int(found[2]) and (near(found[1], 100 * row["p_rank"], 1) or (
        found[1] == "99.9" and 0.9995 <= row["p_rank"] < 1))  # fmt: skip


def spanned(t, scope, found, sentence):
    row, ends = t.verdicts[scope], ("rank_low", "rank_high") if "九成" in found[0] else ("level_from", "level_to")
    return [int(found[1]), int(found[2] or found[1])] == [row[end] for end in ends]


def beside(t, scope, found, _):
    row = t.verdicts[scope]
    return {row["level_from"], row["level_to"]} == {row["rank"], int(found[1])}


def strongest(t, scope, found, _):
    effects = {
        row["factor"]: row["total_effect"]
        for row in t.records["rank_factors"]
        if row["scope"] == (scope or CITY) and not pd.isna(row["total_effect"])
    }
    own = effects[FACTORS[found[1]]]
    return near(found[2], 100 * own, 0) and (scope is None or own == max(effects.values()))


def moves(t, scope, found, _):
    """How many choices alone move a rank, and the one that moves it furthest."""
    own = [row for row in t.records["rank_factors"] if row["scope"] == scope and isinstance(row["choice"], str)]
    rank = t.verdicts[scope]["rank"]
    furthest = max(own, key=lambda row: abs(row["rank"] - rank))
    far = abs(int(found[3]) - rank) == abs(furthest["rank"] - rank)
    far = far and int(found[4] or 1) == t.verdicts[scope]["moved_with"]
    return far and len(own) <= int(found[1]) == t.verdicts[scope]["moving"] and found[2] in CHOICES


def level_run(t, _, found, __):
    start, end = int(found[1]), int(found[2])
    among = {row["district"] for row in t.verdicts.values() if start <= row["rank"] <= end}
    named = {NAMES[name] for name in re.findall(DIS, found[3])}
    rows = [t.verdicts[name] for name in among]
    return named == among and all(row["level_from"] <= start and end <= row["level_to"] for row in rows)


def top(t):
    ranked = [row for row in t.scores.values() if not pd.isna(row["rank"])]
    return max(half_up(row["score"]) for row in ranked), len(ranked)


def lowest(t):
    """The lowest score shown, and its district."""
    scores = {name: half_up(row["score"]) for name, row in t.scores.items() if not pd.isna(row["rank"])}
    least = min(scores.values())
    return least, {name for name, score in scores.items() if score == least}


def known(x):
    return not pd.isna(x)


def apart(t, found, who, other):
    ranks = {row["rank"]: half_up(row["score"]) for row in t.scores.values()}
    mine = who if isinstance(who, float) else half_up(t.scores[who]["score"])
    return near(found, abs(mine - ranks[int(other)]))


def lost(t, scope, found, _):
    row = next(r for r in t.records["next_steps"] if (r["district"], r["indicator"]) == (scope, INDICATORS[found[1]]))
    return near(found[2], half_up(row["points_lost"])) and (not found[3] or near(found[3], row["still_needed"]))


def changes_of(t, scope, found, _):
    word = {
        "变好": "变好",
        "变差": "变差",
        "状态下降": "要求提高",
        "到年末没有完成": "要求提高",
        "报来": "新报",
        "本月未报": "本期未报",
    }[found[1]]
    rows = [row for row in t.records["light_changes"] if row["change"] == word]
    if t.period.endswith("-12") and word == "变好":
        rows = [row for row in rows if row["light"] not in BEHIND]
    if t.period.endswith("-12") and word == "要求提高":  # who was behind in November is no news
        rows = [row for row in rows if not {row["light"], row["light_before"]} <= set(BEHIND)]
    return int(found[2]) == sum(row["scope"] == scope for row in rows)


def points_lost(t, name):
    """Points that the indicator costs districts that are behind or unreported; one not yet due is not a cause."""
    due = {
        row["scope"]
        for row in t.records["status"]
        if row["light"] in {*BEHIND, "unreported"} and row["indicator"] == name
    }
    rows = [row for row in t.records["next_steps"] if row["indicator"] == name]
    return [row["points_lost"] for row in rows if row["district"] in due]


def moved_score(t, scope, found, sentence):
    """A district's score and rank in the last two months; a rank that is not shown has not changed."""
    if not sentence.startswith("得分比上月（"):
        return by_basis(t, scope, found, sentence)
    rows = {row["period"]: row for row in t.records["score_history"] if row["district"] == NAMES[found[1]]}
    before, now = (rows[month] for month in sorted(rows)[-2:])
    ranks = [int(number) for number in found.groups()[3:]] if found[4] else [now["rank"]] * 2
    points = [float(number) for number in found.groups()[1:3]] if found[2] else [half_up(now["score"])] * 2
    lines = [*points, *ranks]
    return lines == [half_up(before["score"]), half_up(now["score"]), before["rank"], now["rank"]]


def verdicts(t, found):
    word = "他单位已报" if "共同牵头" in found[1] else found[1]
    return int(found[2]) == sum(row["verdict"] == word for row in t.late)


def spread(t, _, found, __):
    """How many cells of how many districts are red, and how many of the worst."""
    levels = BEHIND if t.period.endswith("-12") else BEHIND - {"slightly_behind"}
    red = Counter(row["scope"] for row in t.own if row["scope"] != CITY and row["light"] in levels)
    districts = None if len(set(red.values())) == 1 else len(red)  # of equally many in each no number is stated
    return [number and int(number) for number in found.groups()] == [sum(red.values()), districts, max(red.values())]


def by_indicator(t, found, sentence):
    share = {}
    for row in t.own:
        if row["scope"] != CITY:
            share.setdefault(row["indicator"], []).append(row["light"])
    kinds = {
        "有目标的地区": lambda lights: set(lights) == {"done"},
        "没有地区完成": lambda lights: not {"done", "unreported"} & set(lights),
        "没有地区报已": lambda lights: "done" not in lights and "unreported" in lights,
        "部分地区完成": lambda lights: 0 < lights.count("done") < len(lights),
    }
    kind = kinds.get(sentence[:6], lambda _: True)
    return int(found[1]) == sum(kind(done) for done in share.values())


def against_pace(t, district):
    rows = [row for row in t.records["contributions"] if row["district"] == district]
    due = [(row["weight"], row["completion"], SHARES.at[row["indicator"], int(t.period[5:])]) for row in rows]
    points = sum(weight * min(done / share, 1) for weight, done, share in due if share > 0 and done > 0)
    return 100 * points / sum(weight for weight, _, share in due if share > 0)


# Patterns of numbers in sentences; the first that matches is used. None: the number is a day, a name or a setting.

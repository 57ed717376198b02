"""Sentences on evidence, on scores by basis, and on corrections."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from panjin_kpi.reference.calendar import closing_on, due_on, unreported
from panjin_kpi.reference.evidence_counts import PROVING
from panjin_kpi.reference.labels import STILL_DUE, UNDECIDED_ALONE, basis_name, shown_verdict, unit_of
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.assessment.score_format import points_of
from panjin_kpi.report.page.lists import join_alike, join_names
from panjin_kpi.report.progress.sums import counted_once, reported_and_evidenced
from panjin_kpi.schemas.formats import format_day, format_month

VERDICTS = ("一致", "多报", "少报", "无佐证")
LISTED = (VERDICTS[0], UNDECIDED_ALONE, STILL_DUE, *VERDICTS[1:])
ATTRIBUTED, FIRST_REPORTED = "attributed", "first_reported"
CORRECTED = (FIRST_REPORTED, "on_time")
LATE = "期限后"
WAITING = {"incubatees": "所在载体不在册或分不清"}  # why enterprises count for no district; else 归属未定


def evidence(evidence: pd.DataFrame, plan: Plan) -> list[str]:
    """How many figures of one scope or of all agree with their rows, which do not, and which a person has to check.

    The city's own figures are counted apart from the districts'. A difference that is only enterprises whose district
    nobody has decided yet is stated as such.
    """
    several, sentences = len(set(evidence["scope"])) > 1, []
    evidence = counted_once(evidence, plan)
    judged = evidence[evidence["verdict"].notna()]
    if judged.empty:
        return ["没有可以与明细核对的上报数。"]
    judged = judged.assign(verdict=shown_verdict(judged, plan.awaited), undecided=judged["undecided"].fillna(0))
    city = judged["scope"] == CITY
    groups = {"各地区上报数": judged[~city], "全市自报数": judged[city]} if several else {"上报数": judged}
    for whose, rows in groups.items():
        counts = rows["verdict"].value_counts()
        if len(rows):
            each = "，".join(f"{verdict}{counts[verdict]}项" for verdict in LISTED if verdict in counts)
            each = f"全部{VERDICTS[0]}" if set(counts.index) == {VERDICTS[0]} else each
            sentences.append(f"{whose}与明细核对{len(rows)}项：{each}。")
    for verdict in LISTED[1:]:
        rows = judged[judged["verdict"] == verdict]
        details = [
            f"{plan.district_names[row.scope] if several else ''}{plan.indicator_names[row.indicator]}"
            + "（报{0}{unit}，佐证{1}".format(*reported_and_evidenced(row, plan), unit=unit_of(plan, row.indicator))
            + (f"，另有{WAITING.get(row.indicator, '归属未定')}{n}" if (n := row.undecided) else "")
            + "）"
            for row in rows.itertuples()
        ]
        if details:
            sentences.append(f"{verdict}：{join_names(details, '项')}。")
    unseen = evidence[evidence["verdict"].isna() & (evidence["evidenced"] > 0)]
    if len(unseen):
        sentences.append(f"另有{len(unseen)}项{unreported(plan, unseen['period'].iloc[0])}，但有明细。")
    return sentences + _for_a_person(evidence, plan)


def undecided(undecided: pd.DataFrame, plan: Plan) -> list[str]:
    """The enterprises that no district can count yet, by name; of one district or of all."""
    if undecided.empty:
        return []
    named = undecided["name"].fillna("企业名录里没有的" + undecided["uscc"])
    where = undecided["scope"].map(plan.district_names.known).where(undecided["scope"] != CITY, "")
    details = where + named + "（" + undecided["indicator"].map(plan.indicator_names.known) + "）"
    number = undecided["uscc"].nunique()
    each = f"（共{len(undecided)}项认定）" if number < len(undecided) else ""  # an enterprise may have several tiers
    head = f"本年首次认定而归属未定的企业{number}家{each}，只佐证全市数，归属确定前不佐证任何地区的数"
    return [f"{head}（前面是企业名录所写的地区）：{join_names(details, '')}。"]


def score_without_undecided(scores_by_basis: pd.DataFrame, plan: Plan, scope: str = CITY) -> list[str]:
    """Which scores and ranks depend on enterprises of no district, of one district or of all.

    ``scores_by_basis`` has all districts: a page of one says with how many its rank would be tied.
    """
    moved = _differences(scores_by_basis, plan, scope).get(ATTRIBUTED)
    if not moved or plan.assessment.default_basis.value != "reported":  # evidence never counts them
        return []
    return [
        f"有归属未定的企业：得分按上报数计；不计只靠这些企业的部分（各地区同样重算），则{join_names(moved, '个地区')}。"
    ]


def bases(scores_by_basis: pd.DataFrame, plan: Plan, stated: Collection[str] = (), scope: str = CITY) -> list[str]:
    """How scores and ranks would differ on the other bases, for one district or all; equal results are stated once.

    ``scores_by_basis`` has all districts.
    Left out are the undecided and, where ``stated`` has the sentences on corrections, the figures without these: those
    first reported or of the time limit, whichever these name, and the others where they come to the same.
    """
    alike, every = dict[str, list[str]](), _differences(scores_by_basis, plan, scope)
    without = {name for name in CORRECTED if any(basis_name(plan, name) in sentence for sentence in stated)}
    left_out = {ATTRIBUTED, *(name for name in CORRECTED for one in without if every.get(name) == every.get(one))}
    for basis, moved in every.items():
        if basis not in left_out:
            details = f"（各地区同样重算）：{join_names(moved, '个地区')}" if moved else "，得分和名次都不变"
            alike.setdefault(details, []).append(basis_name(plan, basis))
    return [f"若{'、'.join(names)}计分{details}。" for details, names in alike.items()] or ["没有可以计分的地区。"]


def left_out(status: pd.DataFrame, plan: Plan) -> list[str]:
    """What both bases of corrections leave out, where some district's figure may have been withdrawn."""
    silent = status["scope"].isin(plan.districts["district"]) & status["light"].eq("unreported")
    names = "、".join(basis_name(plan, basis) for basis in CORRECTED)
    return [f"本期未报的数如果是报来以后作废的，{names}计分也不计，沿用此前的数。"] if silent.any() else []


def corrections(corrections: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """How many figures of the year were corrected; the table below it has them all."""
    if corrections.empty:
        return ["本年各月没有更正：现在生效的数都是首次报送的数。"]
    own, late = corrections[corrections["period"] == period], int(after_the_deadline(corrections, plan).sum())
    this = (
        f"其中{format_month(period)}的{len(own)}个"
        if len(own)
        else f"{'都' if len(corrections) > 1 else ''}不是{format_month(period)}的"
    )
    before = "首次报送的" + ("或报送期限内的" if corrections["difference"].eq(0).any() else "")
    sentences = [f"本年有{len(corrections)}个数与{before}不同，{this}。"]
    return sentences + ([f"报送期限以后更正的{late}个，表中注明“{LATE}”。"] if late else [])


def after_the_deadline(corrections: pd.DataFrame, plan: Plan) -> pd.Series:
    """Which figures were corrected after the last day of their month's report (盘政办发〔2021〕10号 四（三）)."""
    due = corrections["period"].map(lambda period: due_on(plan, period))
    return (corrections["received_on"] > pd.to_datetime(due)) & (corrections["value"] != corrections["due_value"])


def score_without_late(
    corrections: pd.DataFrame, scores_by_basis: pd.DataFrame, plan: Plan, period: str, scope: str = CITY
) -> list[str]:
    """What was corrected after the deadline of the month, by all districts alike, and what the scores are without.

    Of one district or of all; the tables have all districts. Only what came by the day of the final accounts corrects
    these; the rest is stated apart. The scores without are those on the figures first reported, or, where some of these
    were corrected by the deadline too, on those of the deadline.
    """
    late = corrections[(corrections["period"] == period) & after_the_deadline(corrections, plan)]
    late = _of(late[late["scope"].isin(scores_by_basis["district"])], "scope", scope)
    twice = late["due_value"].notna() & (late["due_value"] != late["first_value"])
    basis = CORRECTED[int(twice.any())]
    moved = _differences(scores_by_basis, plan, scope).get(basis)
    if late.empty or moved is None or plan.assessment.default_basis.value != "reported":
        return []
    closing = closing_on(plan, period)
    after = late["received_on"] > pd.Timestamp(closing)  # of none, where the calendar has no day
    head = f"报送期限以后{'作为年终决算' if closing else ''}更正的{{}}个，已计入得分"
    kinds = [_by_scope(head, late[~after], plan, len(set(late["scope"])) > 1)]
    if closing:  # later corrections do not count (4.2), even if the year has not been closed yet
        head = f"封账日（{format_day(closing)}）以后收到、因当时尚未封账而计入的{{}}个"
        kinds.append(_by_scope(head, late[after], plan, scope == CITY and len(set(scores_by_basis["district"])) > 1))
    head = f"{format_month(period)}的数在{'；'.join(filter(None, kinds))}"
    without = f"各地区同样重算，则{join_names(moved, '个地区')}" if moved else "得分和名次都不变"
    sentences = [f"{head}。{basis_name(plan, basis)}计分，{without}。"]
    targets = plan.targets_in(int(period[:4]))
    alike = [
        f"{plan.indicator_names[name]}（{len(rows)}个地区均{rows['difference'].iloc[0]:+g}{rows['unit'].iloc[0]}）"
        for name, rows in late.groupby("indicator", sort=False)
        if len(rows) > 1 and rows["difference"].eq(rows["difference"].iloc[0]).all()
        if set(targets.loc[targets["indicator"] == name, "scope"]) - {CITY} <= set(rows["scope"])
    ]
    return sentences + ([f"这些更正中各地区相同、须核实的：{join_names(alike, '项')}。"] if alike else [])


def _by_scope(head: str, rows: pd.DataFrame, plan: Plan, named: bool) -> str:
    """The number of rows and, if ``named``, their districts; empty without any."""
    counts = rows["scope"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    each = join_alike(((plan.district_names[str(scope)], f"{count}个") for scope, count in counts.items()), "个地区")
    return head.format(len(rows)) + (f"：{each}" if named else "") if len(rows) else ""


def _for_a_person(evidence: pd.DataFrame, plan: Plan) -> list[str]:
    """Indicators with a target that no table could prove."""
    targets = plan.targets_in(int(evidence["period"].iloc[0][:4]))
    targets = targets[targets["scope"].isin(evidence["scope"])]
    tables = targets["indicator"].map(plan.by_indicator["evidence"])
    names = [plan.indicator_names[name] for name in targets.loc[~tables.isin(PROVING), "indicator"]]
    return [f"报来的明细不能证明、须由人核实的：{join_names(names, '项')}。"] if names else []


def _differences(scores_by_basis: pd.DataFrame, plan: Plan, scope: str) -> Mapping[str, list[str]]:
    """What each basis other than the one that counts changes, for one district or by district."""
    own = scores_by_basis["basis"] == plan.assessment.default_basis.value
    given = scores_by_basis[own].set_index("district")
    found = {}
    for basis, rows in scores_by_basis[~own].groupby("basis", sort=False):
        alike = given["rank"].value_counts(), rows["rank"].value_counts()
        stated = _of(rows[rows["rank"].notna()], "district", scope)
        both = [row for row in stated.itertuples() if pd.notna(given.at[row.district, "rank"])]
        if both:
            found[str(basis)] = [
                details for row in both if (details := _moved(row, given.loc[row.district], alike, plan))
            ]
    return found


def _moved(row: Any, counts: pd.Series, alike: tuple[pd.Series, pd.Series], plan: Plan) -> str:
    """What another basis changes for one district; empty where score and rank stay and as many share it.

    ``alike`` are the numbers of districts that share each rank, on the basis that counts and on this one.
    """
    before, after = points_of(counts["score"]), points_of(row.score)
    share, sharing = alike[0][counts["rank"]], alike[1][row.rank]
    if (before, share) == (after, sharing) and not row.rank_change:
        return ""
    score = f"{before}→{after}分" if before != after else "得分不变"
    tied = f"，{sharing}个地区并列" if sharing > 1 else "" if row.rank_change else "，不再并列"
    kept = "名次不变" + (tied if share != sharing else "")
    rank = f"第{counts['rank']}→第{row.rank}{tied}" if row.rank_change else kept
    return f"{plan.district_names[row.district]}{score}（{rank}）"


def _of(frame: pd.DataFrame, column: str, scope: str) -> pd.DataFrame:
    """One district's rows; all of them for the city."""
    return frame if scope == CITY else frame[frame[column] == scope]

"""What needs the office's attention first: missing reports, doubtful data, expiries."""

from collections.abc import Mapping

import pandas as pd

from panjin_kpi.reference.labels import STILL_DUE, UNDECIDED_ALONE, shown_verdict, tier_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.progress.final_accounts import next_request
from panjin_kpi.report.progress.sums import counted_once, reported_and_evidenced
from panjin_kpi.schemas.formats import format_month

MISSING, NOT_YET, NOT_JUDGED, AGREES = "未报", "未到期限", "不考核", "一致"
DAYS = 90  # how far ahead expiries are listed


def reporting(timeliness: pd.DataFrame, period: str) -> list[str]:
    """Which units owe the month's report, since when, and whose report has gaps.

    >>> history = pd.DataFrame({"period": ["2021-05", "2021-06"], "reporter": "dawa", "name": "大洼区", "expected": 13,
    ...                         "verdict": ["未报", "未报"], "reported": 0})
    >>> reporting(history, "2021-06")
    ['本期未报的单位1个：大洼区（自2021年5月起，连续2个月）。']
    """
    month = timeliness[timeliness["period"] == period]
    if len(month) and (month["verdict"] == NOT_JUDGED).all():
        return ["计划印发以前的月份，不要求报送。"]
    now = month[month["expected"] > 0]
    silent, partly = now[now["reported"] == 0], now[now["reported"].gt(0) & (now["reported"] < now["expected"])]
    if now.empty:
        return ["本期没有应报的单位。"]
    sentences, waiting = [], silent["verdict"] == NOT_YET
    if waiting.any():
        sentences.append(f"未到期限、还没有报来的单位{waiting.sum()}个：{join_names(silent.loc[waiting, 'name'])}。")
    if len(silent := silent[~waiting]):
        history = dict(list(timeliness[timeliness["period"] <= period].groupby("reporter")))
        owing = [f"{row.name}{_since(history[row.reporter])}" for row in silent.itertuples(index=False)]
        sentences.append(f"本期未报的单位{len(silent)}个：{join_names(owing)}。")
    if len(partly):
        gaps = [f"{row.name}（缺{row.expected - row.reported}项）" for row in partly.itertuples(index=False)]
        sentences.append(f"报表缺项的单位{len(partly)}个：{join_names(gaps)}。")
    whole = f"{len(now)}个应报单位都已报送本期报表。" if len(now) > 1 else "本期报表已报送。"
    return sentences or [whole]


def _since(months: pd.DataFrame) -> str:
    """From which month on a unit has owed every report; months before the plan are not counted.

    The table begins in January: if the unit has been silent from then on, when its silence began is unknown.
    """
    run = []
    for row in months.sort_values("period", ascending=False).itertuples():
        if row.verdict != MISSING:
            break
        run.append(row.period)
    if not run[1:]:
        return ""
    since, count = run[-1], f"{len(run)}个月"
    return f"（本年各月都未报，共{count}）" if since.endswith("-01") else f"（自{format_month(since)}起，连续{count}）"


def doubtful(frames: Mapping[str, pd.DataFrame], plan: Plan) -> list[str]:
    """Which figures are not proven by their rows, by district, and which enterprises have no district yet."""
    evidence = counted_once(frames["evidence"], plan)
    verdict = shown_verdict(evidence, plan.awaited)
    judged = evidence[verdict.notna() & ~verdict.isin([AGREES, STILL_DUE])]
    each = [
        f"{plan.district_names[row.scope]}{plan.indicator_names[row.indicator]}"
        + "（报{}，明细{}）".format(*reported_and_evidenced(row, plan))
        for row in judged.itertuples()
    ]
    alone, waits = ((verdict == word).sum() for word in (UNDECIDED_ALONE, STILL_DUE))
    only = f"（{'都' if alone == len(each) else f'其中{alone}项'}只差归属未定的明细）" if alone else ""
    sentences = [f"上报数与明细对不上的{len(each)}项{only}：{join_names(each, '项')}。"] if each else []
    sentences += [f"{STILL_DUE}、还不能核对的上报数{waits}项。"] if waits else []
    if "undecided" in frames and (unknown := frames["undecided"]["uscc"].nunique()):
        sentences.append(f"归属地区未定、暂不能佐证地区数的新增企业{unknown}家。")
    return sentences or [
        "可以用明细计数的上报数，都与明细一致。" if verdict.notna().any() else "没有可以与明细核对的上报数。"
    ]


def expiring(frames: Mapping[str, pd.DataFrame], plan: Plan, period: str) -> list[str]:
    """What expires soon, what is overdue, and when the next report is due."""
    sentences = []
    if (ahead := frames.get("expiring_summary")) is not None:  # the public's may be withheld
        rows = ahead[(ahead["scope"] == CITY) & (ahead["window"] == DAYS) & (ahead["expiring"] > 0)]
        rows = rows[~rows["tier"].isin(plan.tiers.yearly)]  # all of which are registered anew each year
        each = [f"{tier_name(plan, row.tier)}{row.expiring}家" for row in rows.itertuples()]
        anew = "、".join(tier_name(plan, tier) for tier in plan.tiers.yearly)
        apart = f"（不含每年重新入库的{anew}）" if anew else ""
        sentences = [f"今后{DAYS}天到期的资格{apart}：{join_names(each, '类')}。"] if each else []
    if "unit_summary" in frames:  # not for the public
        sentences += overdue(frames["unit_summary"])
    return sentences + next_request(plan, frames["timeliness"], frames["corrections"], period).sentences()


def overdue(unit_summary: pd.DataFrame) -> list[str]:
    """The overdue items of some units, added up.

    >>> overdue(pd.DataFrame({"tasks_overdue": [0, 0], "matters_overdue": [1, 2], "measures_overdue": [0, 1]}))
    ['截至期末已超期、须办结的：交办事项3件、举措1件。']
    """
    kinds = {"任务": "tasks_overdue", "交办事项": "matters_overdue", "举措": "measures_overdue"}
    late = [f"{name}{count}件" for name, column in kinds.items() if (count := unit_summary[column].sum())]
    return [f"截至期末已超期、须办结的：{'、'.join(late)}。"] if late else []

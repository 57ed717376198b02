"""The titles of the charts on the year's progress: for each a sentence with its finding."""

from typing import Any

import pandas as pd

from panjin_kpi.reference.calendar import unreported
from panjin_kpi.reference.labels import shown_status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import BEHIND, MISSED, NOT_DUE
from panjin_kpi.report.progress.narrative import is_final, short_of_one
from panjin_kpi.report.progress.sums import without_carried
from panjin_kpi.schemas.formats import format_percent

MOST_NAMED = 2


def completion(rows: pd.DataFrame, plan: Plan) -> str:
    """How many of one scope's indicators are completed or behind, and which is furthest from its target.

    ``rows`` are those of ``status`` with a target.
    """
    rows = shown_status(plan, rows)
    bad, silent, done = (rows["light"].isin(levels) for levels in ([*BEHIND, MISSED], ["unreported"], ["done"]))
    whole, over = len(rows), is_final(rows["period"], plan)
    worst = rows[bad & (rows["gap_points"] == rows.loc[bad, "gap_points"].max())]
    one = len(worst) == 1 < bad.sum() and (over or not short_of_one(worst).any())  # a target of 1 is behind or done
    furthest = f"，{plan.indicator_names[worst['indicator'].iloc[0]]}差距最大" if one else ""
    if silent.all():
        return f"{whole}项指标本期都没有报"
    if done.all():
        return f"{whole}项指标全部完成"
    if silent.any():
        some = f"完成{done.sum()}项" if done.any() else "没有一项完成"
        some = some if over else f"{bad.sum()}项落后" if bad.any() else "没有落后的"
        return f"{whole}项中{some}，{silent.sum()}项未报"
    waits = (rows["light"] == NOT_DUE).sum()
    if not bad.any():
        return f"{whole}项中没有落后的" + (f"，{waits}项尚未到期" if waits else "")
    if over and not done.any():
        return f"{whole}项指标都没有完成{furthest}"
    if over and bad.sum() == 1:
        return f"{whole}项完成{done.sum()}项，只差{plan.indicator_names[worst['indicator'].iloc[0]]}"
    if over:
        names = "、".join(plan.indicator_names[name] for name in rows.loc[bad, "indicator"])
        rest = f"，没有完成的是{names}" if bad.sum() <= MOST_NAMED else furthest or f"，{bad.sum()}项没有完成"
        return f"{whole}项完成{done.sum()}项{rest}"
    if bad.sum() == 1:
        return f"{whole}项中只有{plan.indicator_names[worst['indicator'].iloc[0]]}落后"
    fine = rows["light"].isin(["done", "on_pace"]).sum()
    rest = furthest or (f"，{fine}项达到进度" if fine else "") + (f"，{waits}项尚未到期" if waits else "")
    return f"{whole}项{'都' if bad.all() else f'中{bad.sum()}项'}落后{rest}"


def path(path: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> str:
    """How many of one scope's indicators moved since last month; when the year is over, how many came in time.

    ``path`` has all scopes, ``status`` the rows of one scope with a target.
    """
    final = is_final(status["period"], plan)
    own = (path if final else without_carried(path, plan))[path["scope"] == status["scope"].iloc[0]]
    months = own.pivot(index="indicator", columns="period", values="actual").sort_index(axis=1)
    months = months.loc[status["indicator"]]
    if months.iloc[:, -1].isna().all() and (final or months.shape[1] < 2):
        last = months.columns[-1]
        return f"{len(months)}项指标{int(last[5:])}月都{unreported(plan, last, '没有报')}"
    if months.shape[1] < 2:
        return f"{months.columns[-1][:4]}年才有1个月的数"
    before, now = months.iloc[:, -2], months.iloc[:, -1]
    if final:
        target, silent = status["target"].to_numpy(), now.isna().sum()
        reached = now >= target
        late, known = (reached & (before < target)).sum(), len(now) - silent
        every, missing = (f"已报的{known}项都", f"，{silent}项未报") if silent else (f"{known}项都", "")
        some = f"{reached.sum()}项" if reached.any() else f"{every}没有"
        whole = every if reached.sum() == known else some
        if 0 < late == reached.sum():
            return f"{whole}在12月达到年度目标{missing}"
        return f"{whole}达到年度目标" + (f"，其中{late}项在12月达到" if late else "") + missing
    known = before.notna() & now.notna()
    if not known.any():
        return "没有可以和上月相比的指标"
    counts = {"增加": (now > before), "减少": (now < before), "持平": (now == before), "不可比": ~known}
    return "比上月" + "，".join(f"{word}{some.sum()}项" for word, some in counts.items() if some.any())


def status_levels(rows: pd.DataFrame, plan: Plan) -> str:
    """How many districts have all done or nothing behind, and who has the largest share behind by 1 or more.

    ``rows`` are the districts' in ``status`` with a target.
    """
    small, apart = short_of_one(rows), ""
    if small.any() and not is_final(rows["period"], plan):
        rows, apart = rows.assign(light=rows["light"].mask(small, "on_pace")), "除差不到1的外，"
    own = shown_status(plan, rows).groupby("scope", sort=False)["light"]
    bad = own.agg(lambda levels: levels.isin([*BEHIND, MISSED]).sum())
    silent = own.agg(lambda levels: (levels == "unreported").sum())
    word = "没有完成" if is_final(rows["period"], plan) else "落后"
    if (silent == own.size()).all():
        return f"{len(bad)}个地区本期都没有报"
    missing = f"{(silent > 0).sum()}个地区有未报的"
    if not bad.any():
        every = "已报的指标" if silent.any() else f"{len(bad)}个地区的指标"
        every += "全部完成" if is_final(rows["period"], plan) else "都不落后"
        return apart + every + (f"，{missing}" if silent.any() else "")
    came = own.size() - silent  # what was not reported makes nobody better
    part = (bad / came).fillna(0)  # districts have different numbers of indicators
    most = part[part == part.max()].index
    names = [plan.district_names[scope] for scope in most]
    name = "、".join(names) if len(most) <= MOST_NAMED else f"{len(most)}个地区"
    who = f"{name}{word}的比例最高，{_heaviest(own, list(most), plan) or f'均为{format_percent(part.max())}'}"
    some = "已报" if silent[most].any() else ""
    if part.max() == 1:
        who = f"{name}{some}{f'{bad[most[0]]}项' if len(most) == 1 else '各项'}都{word}"
    elif len(most) == 1:
        count = f"{some}{came[most[0]]}项中有{bad[most[0]]}项"
        alone = (came > 0).sum() == 1  # is compared with nobody
        who = f"{name}{count}{word}" if alone else f"{name}{word}的比例最高，{count}"
    clean = ((bad == 0) & (silent == 0)).sum()
    fine = "全部完成" if is_final(rows["period"], plan) else "没有落后的"
    rest = f"；{clean}个地区{fine}" if clean and not apart else ""
    return apart + who + (f"；{missing}" if silent.any() else rest)


def _heaviest(levels: Any, scopes: list[str], plan: Plan) -> str:
    """Which of several districts with the same share has more of the worst level than each of the others."""
    worst = levels.agg(lambda own: (own == "far_behind").sum()).loc[scopes]
    first = worst[worst == worst.max()]
    if len(first) > 1 or not worst.max():
        return ""
    word = plan.assessment.lights.words.value["far_behind"]
    return f"{plan.district_names[first.index[0]]}{first.iloc[0]}项“{word}”"

"""The titles of the charts on enterprises: for each a sentence with its finding."""

import pandas as pd

from panjin_kpi.reference.labels import MOVEMENTS, tier_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.formats import format_duration, format_month, format_percent

HALF = 0.5
MOST_NAMED = 2


def stock(held: pd.DataFrame, plan: Plan) -> str:
    """Which tier grew most since the end of the first month; if none can be compared, which has most holders.

    ``held`` are the rows of ``tier_stock`` of one scope and of the tiers with holders.
    """
    months = held.pivot(index="tier", columns="as_of", values="stock").loc[list(dict.fromkeys(held["tier"]))]
    lasting = months.loc[~months.index.isin(plan.tiers.yearly)]  # a list that is made anew begins each year at 0
    if lasting.empty or months.shape[1] == 1:
        most = months.iloc[:, -1][lambda now: now == now.max()]
        if len(months) == 1:
            return f"只有{tier_name(plan, most.index[0])}，月末{most.iloc[0]}家"
        return f"{_names(most.index, plan)}最多，{'各' if len(most) > 1 else '有'}{most.iloc[0]}家"
    change = lasting.iloc[:, -1] - lasting.iloc[:, 0]
    anew = months.index.difference(lasting.index)
    apart = f"除{_names(anew, plan)}外，" if len(anew) else ""
    word, size = max((("增加", change), ("减少", -change)), key=lambda way: way[1].max())
    if size.max() > 0:
        most = size[size == size.max()]
        only = "只有" if len(most) == (change != 0).sum() < len(change) else ""
        each = "各" if len(most) > 1 else ""
        first = "最多，" if (size > 0).sum() > len(most) else ""
        return f"{apart}{only}{_names(most.index, plan)}{word}{first}{each}{most.iloc[0]}家"
    return f"{apart}{_names(lasting.index, plan)}与{months.columns[0].month}月末家数相同"


def _names(tiers: pd.Index, plan: Plan) -> str:
    return "、".join(tier_name(plan, tier) for tier in tiers) if len(tiers) <= MOST_NAMED else f"{len(tiers)}个层级"


def transitions(moved: pd.DataFrame) -> str:
    """How many entered, were promoted, fell and left; those that may still register again this year have not left.

    ``moved`` are the ``transitions`` of one scope with their ``movement``.
    """
    counts = moved.groupby("movement")["enterprises"].sum()
    names = [name for name in MOVEMENTS if name not in ("kept", "outside") and counts.get(name)]
    changes = [f"{MOVEMENTS[name]}{counts[name]}家" for name in names]
    return "，".join(changes) or f"{counts['kept']}家企业都保持原来的层级"


def climb(curve: pd.DataFrame, plan: Plan) -> str:
    """After how long half of the enterprises of one scope are promoted, or how many by the end of the curve."""
    second = tier_name(plan, list(plan.tiers.tiers)[1])
    steps = curve[curve["share"].diff().gt(0)]  # the last of them rests on few
    half = curve[curve["share"] >= HALF]
    if len(half) and len(steps) > 1 and half["days"].iloc[0] == steps["days"].iloc[-1]:
        curve, half = curve[curve["days"] < half["days"].iloc[0]], half.iloc[:0]
    if len(half):
        return f"估计一半企业在首次认定{_about(half['days'].iloc[0])}后成为{second}"
    last = curve[curve["share"] == curve["share"].iloc[-1]].iloc[0]  # nobody is promoted after it
    return f"首次认定{_about(last['days'])}后，估计{format_percent(last['share'])}成为{second}"


def _about(days: float) -> str:
    duration = format_duration(days)
    return duration if duration.startswith("不到") else f"约{duration}"


def expiry(counts: pd.DataFrame) -> str:
    """How many tenures end (``counts``, months by tiers), and in which month most of them."""
    total = counts.sum(axis=1)
    most = total[total == total.max()]
    if total.sum() == 1:
        return f"只有1项资格到期，在{format_month(most.index[0])}"
    if (total > 0).sum() == 1:
        return f"{total.sum()}项资格都在{format_month(most.index[0])}到期"
    when = "和".join(map(format_month, most.index)) if len(most) <= MOST_NAMED else f"有{len(most)}个月"
    first = "最多，" if (total > 0).sum() > len(most) else ""
    return f"{total.sum()}项资格将到期，{when}{first}{'各' if len(most) > 1 else ''}{most.iloc[0]}项"

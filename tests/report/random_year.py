"""Random submissions of a year and, sometimes, of the year before; figures need not be plausible."""

from dataclasses import replace

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import due_on, month_end, months_so_far
from panjin_kpi.reference.obligations import lead_units
from panjin_kpi.reference.plan import CITY
from tests.plan import PLAN

FIRMS = [f"虚构{letter}公司" for letter in "甲乙丙丁戊己庚辛"]
USCC = [f"9121110{number}YY{number:07d}0" for number in range(8)]
STATES = ("未启动", "推进中", "已完成")
DISTRICTS, TIERS = PLAN.districts_in("2021-12"), list(PLAN.tiers.tiers)
COUNTED = PLAN.indicators[PLAN.indicators["measure"] != "share"]["indicator"].tolist()


def any_plan(random):
    """The plan with other targets, some of them 0, and one of its presets of weights."""
    targets, weights = PLAN.targets.copy(), PLAN.assessment.weights
    own = (targets["scope"] != CITY) & (random.random(len(targets)) < 0.4)
    targets.loc[own, "target"] = random.integers(0, 9, own.sum())
    preset = weights.preset.model_copy(update={"value": str(random.choice(list(weights.presets.value)))})
    changed = {"weights": weights.model_copy(update={"preset": preset})}
    return replace(PLAN, targets=targets, assessment=PLAN.assessment.model_copy(update=changed))


def any_year(random, plan, period):
    """The tables as a snapshot has them."""
    day = pd.date_range("2021-01-01", month_end(period)).strftime("%Y-%m-%d")
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    tables["progress"] = _progress(random, plan, period)
    given = {
        "task_progress": _tasks(random, plan, period, random.choice([0.3, 0.9])),
        "events": pd.DataFrame(
            [
                (scope, str(n), name, random.choice(day), "虚构", float(random.integers(1, 9000)) / 2)
                for n, (scope, name) in enumerate(
                    zip(random.choice([*DISTRICTS, CITY], 40), random.choice(COUNTED, 40), strict=True)
                )
            ],
            columns=["district", "event_id", "indicator", "occurred_on", "title", "amount_wan"],
        ),
        "actions": pd.DataFrame(
            [
                (str(n), random.choice(day), "通报", random.choice(DISTRICTS), "虚构事项", random.choice(day), "在办")
                for n in range(random.integers(0, 5))
            ],
            columns=["action_id", "raised_on", "raised_at", "owner", "matter", "due_on", "status"],
        ),
        "enterprises": pd.DataFrame({"uscc": USCC, "name": FIRMS, "district": random.choice([*DISTRICTS, None], 8),
                                     "district_basis": "登记簿", "registered_on": "2015-05-01"}),
        "recognitions": pd.DataFrame(
            {(random.choice(USCC), random.choice(TIERS), "recognised", str(random.choice(ANY_DAY))) for _ in range(30)},
            columns=["uscc", "tier", "event", "event_date"],
        ),
        "carriers": pd.DataFrame(
            {"district": ["dawa", "gaoxin", "gaoxin"], "carrier": list("甲乙丙"), "kind": "孵化器", "level": "省级",
             "area_m2": random.choice([None, 900.0, 3100.0], 3)}
        ),
        "incubatees": pd.DataFrame(
            [(random.choice(list("甲乙丙丁")), str(n), "虚构", "团队", str(random.choice(ANY_DAY)))
             for n in range(random.integers(0, 13))],
            columns=["carrier", "incubatee_id", "name", "kind", "entered_on"],
        ),
    }  # fmt: skip
    tables |= {name: schemas.faults(name, frame)[0] for name, frame in given.items()}
    sent = np.arange(len(tables["incubatees"]))
    tables["incubatees"] = tables["incubatees"].assign(submission=sent)
    log = pd.DataFrame({"submission": sent, "file": "虚构.xlsx", "reporter": random.choice(DISTRICTS, len(sent))})
    return tables | {"submissions": log}


ANY_DAY = pd.date_range("2019-01-01", "2021-12-31").strftime("%Y-%m-%d")


def _progress(random, plan, period):
    """Figures that mostly rise; some cells are silent in some months, and some are corrected late."""
    silent, rows = random.choice([0.0, 0.1, 0.5]), []
    reporting = random.choice(DISTRICTS, random.integers(2, 7), replace=False).tolist()
    years = ["2020-12", period][random.integers(0, 2) :]
    for year in years:
        targets = plan.targets_in(2021)
        for scope, name, target in zip(targets["scope"], targets["indicator"], targets["target"], strict=True):
            if (scope == CITY) == (name in plan.split_indicators(2021)) or scope not in [CITY, *reporting]:
                continue
            steps = random.poisson(max(target, 1) / random.choice([8, 12, 20]), 12) - (random.random(12) < 0.03)
            totals = np.maximum(np.cumsum(steps), 0) / (100 if name.endswith("_amount") else 1)
            for month, total in zip(months_so_far(year), totals, strict=False):
                if random.random() >= silent:
                    late = random.random() < 0.1
                    first = max(0.0, total - random.integers(0, 3)) if late else total
                    came = month_end(month) if late else due_on(plan, month)
                    now = came if first == total else came.replace(month=1, day=5, year=came.year + 1)
                    rows.append((month, scope, name, total, first, str(now), str(came), False))
    month = months_so_far(period)[-1 - len(rows) % 2]  # what no target asks for, some of it of the month before
    rows.append((month, "dawa", "talents", 2.0, 2.0, str(due_on(plan, month)), str(due_on(plan, month)), False))
    columns = "period district indicator value first_value received_on first_received_on fictitious"
    return pd.DataFrame(rows, columns=columns.split())


def _tasks(random, plan, period, share):
    rows = [
        (
            month,
            unit,
            task,
            random.choice(["未启动", "推进中", "已完成"]),
            "虚构进展",
            random.choice([None, "虚构问题"]),
        )
        for month in months_so_far(period)[-3:]
        for task, unit in lead_units(plan, month).itertuples(index=False, name=None)
        if random.random() < share
    ]
    columns = ["period", "reporter", "task_no", "status", "progress", "problems"]
    return pd.DataFrame(rows, columns=columns)

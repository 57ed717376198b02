"""Calibration of the forecast on made-up years: ``python benchmarks/forecast.py`` prints Markdown.

Each year has 45 cells, nine indicators in five districts, with targets that the plan gives its districts, and a total
that is near the target. It comes in evenly, in a rush (half of it in the last quarter), in two batches between June and
December that are the indicator's own, or evenly in clusters (variance three times the mean). Earlier years have the
same season, a little different each time. Forecasts are made by
:func:`panjin_kpi.analysis.forecast.forecast.forecast` after 6, 9 and 11 months, with three, one and no earlier years,
and compared with the year's total, beside the model that was used before (an even pace, known from the cell alone):

- coverage: how often the total lies between ``low`` and ``high``; 80 % are promised, and small counts get more;
- width of that interval; Brier score of the probability of the target (a coin has .25);
- words: how many of the targets were reached that a page would have called likely. Seeded.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
from scipy import special

from panjin_kpi.analysis.forecast.forecast import HIGH, LOW, forecast
from panjin_kpi.analysis.forecast.season import earlier_years, season
from panjin_kpi.reference.labels import probability_label
from panjin_kpi.reference.plan import CITY, Plan

YEAR, EARLIER, MONTHS = 2021, 3, (6, 9, 11)
INDICATORS, DISTRICTS = 9, 5
KINDS = ("linear", "rush", "batch", "clusters")
HISTORIES = {0: "no earlier year", 1: "one earlier year", EARLIER: "three earlier years"}
FIRST_BATCH, BATCHES, OUTSIDE_BATCHES = 5, 2, 0.1
STEADINESS = 150  # stability of the seasonal pattern from year to year
PACE, PACES_OF_INDICATORS, PACES_OF_DISTRICTS = 0.97, 0.05, 0.1
CLUSTERS = 3.0  # variance divided by the mean
AT_ONCE = 50  # years in one batch


@dataclass(frozen=True)
class Years:
    """Made-up years of one kind: targets by indicator and district, and cumulated counts of each year by month."""

    target: np.ndarray
    counts: np.ndarray  # the last year is the one that is forecast


def years(number: int, kind: str, random: np.random.Generator, plan: Plan) -> Years:
    """Years of 45 cells each, and the three years before each of them."""
    linear = plan.indicators.loc[(plan.indicators["curve"] == "linear") & (plan.indicators["measure"] == "count")]
    own = plan.targets[plan.targets["indicator"].isin(linear["indicator"]) & (plan.targets["scope"] != CITY)]
    cells = (number * INDICATORS, DISTRICTS)
    target = random.choice(own["target"].to_numpy("float64"), cells)
    shape = np.array([_season(kind, random) for _ in range(cells[0])])
    counts = []
    for _ in range(EARLIER + 1):
        pace = PACE * np.exp(random.normal(0, PACES_OF_INDICATORS, (cells[0], 1)))
        pace = pace * np.exp(random.normal(0, PACES_OF_DISTRICTS, cells))
        share = random.standard_gamma(STEADINESS * shape)
        mean = (target * pace)[:, :, None] * (share / share.sum(axis=1, keepdims=True))[:, None, :]
        if kind == "clusters":
            mean = random.standard_gamma(mean / (CLUSTERS - 1)) * (CLUSTERS - 1)
        counts.append(random.poisson(mean).cumsum(axis=2))
    return Years(target, np.array(counts, dtype="float64"))


def _season(kind: str, random: np.random.Generator) -> np.ndarray:
    if kind == "rush":
        return np.repeat([2, 2, 2, 6], 3) / 36
    shape = np.full(12, 1 / 12)
    if kind == "batch":
        shape *= OUTSIDE_BATCHES
        months = random.choice(np.arange(FIRST_BATCH, 12), BATCHES, replace=False)
        shape[months] += (1 - OUTSIDE_BATCHES) * random.dirichlet([3] * BATCHES)
    return shape


def forecasts(made: Years, month: int, history: int, plan: Plan) -> pd.DataFrame:
    """The forecast of every cell after a month, from a number of earlier years, beside the outcome."""
    names = [f"i{n}" for n in range(len(made.target))]
    about = pd.DataFrame({"indicator": names, "curve": "linear", "measure": "count"})
    cell = pd.DataFrame(list(product(names, range(DISTRICTS))), columns=["indicator", "scope"])
    cell["scope"] = "d" + cell["scope"].astype("str")
    period = f"{YEAR}-{month:02d}"
    before = [
        cell.rename(columns={"scope": "district"}).assign(
            period=f"{YEAR - back}-{one:02d}", value=made.counts[EARLIER - back, :, :, one - 1].reshape(-1)
        )
        for back, one in product(range(1, history + 1), (month, 12))
    ]
    columns = ["indicator", "district", "period", "value"]
    progress = pd.concat(before) if before else pd.DataFrame(columns=columns, dtype="str").astype({"value": "float64"})
    status = cell.assign(
        period=period, actual=made.counts[EARLIER, :, :, month - 1].reshape(-1), target=made.target.reshape(-1),
        planned=month / 12, reported=1, expected=1,
    )  # fmt: skip
    own = replace(plan, indicators=about)
    table = forecast(status, season(earlier_years(progress, own, period), own, period), own, period)
    return table.assign(
        done=status["actual"], target=status["target"], total=made.counts[EARLIER, :, :, 11].reshape(-1)
    )


def even_pace(found: pd.DataFrame, month: int) -> pd.DataFrame:
    """The model that was used before: what is left of an even year, Gamma-Poisson with half an event as the prior."""
    done, share = found["done"] + 0.5, month / 12
    low, high = (found["done"] + np.ceil(special.nbdtrik(level, done, share) - 1e-9).clip(0) for level in (LOW, HIGH))
    needed = found["target"] - found["done"]
    chance = special.betainc(np.maximum(needed, 1), done, 1 - share)
    return found.assign(low=low, high=high, probability=np.where(needed <= 0, 1.0, chance))


def score(found: pd.DataFrame) -> dict[str, float]:
    """Coverage, width and Brier score."""
    reached = found["total"] >= found["target"]
    return {
        "coverage": found["total"].between(found["low"], found["high"]).mean(),
        "width": (found["high"] - found["low"]).mean(),
        "brier": ((found["probability"] - reached) ** 2).mean(),  # NaN if no probability is given
    }


def measured(number: int, seed: int, plan: Plan) -> Iterator[tuple[str, str, int, pd.DataFrame]]:
    """Every kind of year under every model, month by month: its forecasts beside what came."""
    for position, kind in enumerate(KINDS):
        random = np.random.default_rng([seed, position])
        for start in range(0, number, AT_ONCE):
            made = years(min(AT_ONCE, number - start), kind, random, plan)
            for month in MONTHS:
                for history, model in HISTORIES.items():
                    found = forecasts(made, month, history, plan)
                    if not history:
                        yield kind, "before", month, even_pace(found, month)
                    yield kind, model, month, found


def summary(number: int, seed: int, plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores by kind and model, and by word how many targets were reached, with three earlier years."""
    scores, words = [], []
    for kind, model, _, found in measured(number, seed, plan):
        scores.append({"kind": kind, "model": model, **score(found)})
        if model == HISTORIES[EARLIER]:
            still_open = found[found["done"] < found["target"]]  # for a target already reached nothing is forecast
            words.append(
                pd.DataFrame(
                    {
                        "kind": kind,
                        "word": [probability_label(plan, p) for p in still_open["probability"]],
                        "stated": still_open["probability"],
                        "reached": still_open["total"] >= still_open["target"],
                    }
                )
            )
    table = pd.DataFrame(scores).groupby(["kind", "model"], sort=False)[["coverage", "width", "brier"]].mean()
    stated = (
        pd.concat(words)
        .groupby("word")
        .agg(forecasts=("stated", "size"), stated=("stated", "mean"), reached=("reached", "mean"))
    )
    return table, stated.reindex([step.word for step in plan.assessment.likelihood.value]).dropna()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2021)
    asked = parser.parse_args()
    table, words = summary(asked.years, asked.seed, Plan.load())
    print("| years | forecast | coverage | width | Brier |\n|---|---|---:|---:|---:|")
    for (kind, model), row in table.iterrows():
        brier = "none given" if np.isnan(row["brier"]) else f"{row['brier']:.3f}"
        print(f"| {kind} | {model} | {row['coverage']:.3f} | {row['width']:.2f} | {brier} |")
    print("\n| word | forecasts | mean probability | targets reached |\n|---|---:|---:|---:|")
    for row in words.itertuples():
        print(f"| {row.Index} | {row.forecasts:,} | {row.stated:.1%} | {row.reached:.1%} |")


if __name__ == "__main__":
    main()

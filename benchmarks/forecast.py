"""Does the forecast keep its word on made-up years? ``python benchmarks/forecast.py`` prints Markdown.

Each district-year is twelve monthly Poisson counts of one rate, the same every month (a linear year), with a target
from half to twice what the rate gives (as often below as above). Forecasts are made by
:func:`panjin_kpi.analysis.progress.forecast.forecast` at the ends of several months and held against the year's
total. Seeded.

- Coverage: how often the total lies between ``low`` and ``high``. 80 % are promised.
- Randomised probability integral transform: where the total lies in the forecast's own distribution, by scipy.stats,
  apart from our code. Even tenths mean that neither the middle nor the width is wrong.
- Reliability: of the targets that were given such and such a probability, how many were reached. It depends on where
  targets stand, of which the forecast makes nothing: the second half has targets that are all above the rate.
- The same with years that break the assumption, so that nobody takes the promise for more than it is.
"""

import argparse

import numpy as np
import pandas as pd
from measuring import print_table
from scipy import stats

from panjin_kpi.analysis.progress.forecast import PRIOR, forecast
from panjin_kpi.reference.plan import Plan

RATES = (0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256)  # events a year; the plan's own targets lie between 1 and 60
MONTHS = (3, 6, 9, 11)
LINEAR = np.ones(12)
TARGETS, AMBITIOUS = (0.5, 2.0), (1.0, 2.0)  # times the rate, evenly by their logarithm
YEARS_OTHERWISE = {
    "linear, as assumed": (LINEAR, None),
    "half of it in the last quarter": (np.repeat([2, 2, 2, 6], 3), None),
    "half of it in the first quarter": (np.repeat([6, 2, 2, 2], 3), None),
    "events in clusters (variance three times the mean)": (LINEAR, 3.0),
}


def years(
    number: int,
    seed: int,
    shape: np.ndarray = LINEAR,
    dispersion: float | None = None,
    targets: tuple[float, float] = TARGETS,
) -> pd.DataFrame:
    """District-years: rate, target, and the count of each month in columns 1 to 12."""
    random = np.random.default_rng(seed)
    rate = np.resize(RATES, number)
    monthly = rate[:, None] * shape / shape.sum()
    if dispersion is None:
        counts = random.poisson(monthly)
    else:  # negative binomial of that mean, and of ``dispersion`` times the variance
        counts = random.negative_binomial(monthly / (dispersion - 1), 1 / dispersion)
    target = np.maximum(1, np.round(rate * np.exp(random.uniform(*np.log(targets), number))))
    return pd.DataFrame(counts, columns=range(1, 13)).assign(rate=rate, target=target)


def forecasts(made: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """A forecast of each year at the end of each of the months, beside what came."""
    found = []
    for month in MONTHS:
        period = f"2021-{month:02d}"
        cells = {"period": period, "scope": [f"year{n}" for n in range(len(made))], "indicator": "activities"}
        done = made[list(range(1, month + 1))].sum(axis=1).astype("float64")
        status = pd.DataFrame(cells).assign(actual=done, target=made["target"], planned=month / 12)
        table = forecast(status.assign(reported=1, expected=1), plan, period)
        total = made[list(range(1, 13))].sum(axis=1)
        found.append(table.assign(month=month, rate=made["rate"], done=done, target=made["target"], total=total))
    return pd.concat(found, ignore_index=True)


def covered(found: pd.DataFrame) -> pd.Series:
    """Whether the year's total lies in the interval."""
    return found["total"].between(found["low"], found["high"])


def transform(found: pd.DataFrame, seed: int) -> np.ndarray:
    """Where in its forecast each total lies, 0 to 1, a count's own probability spread evenly over its place."""
    rest, law = found["total"] - found["done"], stats.nbinom(found["done"] + PRIOR, found["month"] / 12)
    below = law.cdf(rest - 1)
    return np.asarray(below + np.random.default_rng(seed).uniform(size=len(found)) * (law.cdf(rest) - below))


def reliability(found: pd.DataFrame) -> pd.DataFrame:
    """Tenths of probability: how many forecasts, their mean probability, and how many of the targets were reached."""
    open_ones = found[found["done"] < found["target"]]  # a target already reached is no forecast
    reached = open_ones["total"] >= open_ones["target"]
    tenth = np.minimum((open_ones["probability"] * 10).astype("int64"), 9)
    grouped = pd.DataFrame({"p": open_ones["probability"], "reached": reached}).groupby(tenth)
    return grouped.agg(forecasts=("p", "size"), predicted=("p", "mean"), observed=("reached", "mean"))


def main() -> None:
    """Print coverage, calibration and reliability."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=int, default=2000, help="district-years")
    parser.add_argument("--seed", type=int, default=2021)
    asked = parser.parse_args()
    plan = Plan.load()
    cases = {name: forecasts(years(asked.years, asked.seed, *case), plan) for name, case in YEARS_OTHERWISE.items()}
    found = cases["linear, as assumed"]

    print(f"{asked.years:,} district-years, forecast at the ends of months {', '.join(map(str, MONTHS))}.\n")
    rows = [[f"{rate:g}", *_coverages(own)] for rate, own in found.groupby("rate")]
    head = [*(f"month {month}" for month in MONTHS), "all"]
    print_table(["events a year", *head], [*rows, ["**all**", *_coverages(found)]])

    parts = np.histogram(transform(found, asked.seed), bins=10, range=(0, 1))[0] / len(found)
    tenths = [f"{n / 10:.1f}–{(n + 1) / 10:.1f}" for n in range(10)]
    rows = [[tenth, f"{part:.1%}", "█" * round(part * 100)] for tenth, part in zip(tenths, parts, strict=True)]
    print_table(["randomised PIT", "share", "10 % is even"], rows)

    ambitious = forecasts(years(asked.years, asked.seed, targets=AMBITIOUS), plan)
    both = [reliability(one).reindex(range(10)) for one in (found, ambitious)]
    rows = [
        [
            tenth,
            *(
                cell
                for one in both
                for cell in (
                    f"{one.at[n, 'forecasts']:,.0f}",
                    f"{one.at[n, 'predicted']:.1%}",
                    f"{one.at[n, 'observed']:.1%}",
                )
            ),
        ]
        for n, tenth in enumerate(tenths)
    ]
    head_of_one = ["forecasts", "mean of them", "targets reached"]
    print_table(["probability said", *head_of_one, *(f"{name} (ambitious)" for name in head_of_one)], rows)

    print_table(["coverage when the year is", *head], [[name, *_coverages(own)] for name, own in cases.items()])


def _coverages(found: pd.DataFrame) -> list[str]:
    inside = covered(found)
    return [f"{share:.1%}" for share in [*inside.groupby(found["month"]).mean(), inside.mean()]]


if __name__ == "__main__":
    main()

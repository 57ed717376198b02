"""The enterprises of a sample with their recognitions and yearly figures; also used by benchmarks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.register.enterprises import enterprises, financials
from panjin_kpi.sample.register.recognitions import ever_held, recognitions


@dataclass(frozen=True, eq=False)
class Population:
    """Register, recognitions before any new one of the year, and yearly figures; columns as in their schemas.

    ``ever_held`` is, for each tier, whether each enterprise of the register has ever been recognised.
    """

    enterprises: pd.DataFrame
    recognitions: pd.DataFrame
    financials: pd.DataFrame
    ever_held: dict[str, np.ndarray]


def population(plan: Plan, year: int, number: int, seed: int = 2021) -> Population:
    """Fictitious enterprises, at most ``sample.MOST_ENTERPRISES``, with histories and figures up to a year.

    The same seed gives the same enterprises.
    """
    # each table has its own random stream, so that a change in one does not alter the others
    for_register, for_history, for_figures = np.random.default_rng([seed, number]).spawn(3)
    register = enterprises(for_register, plan, year, number)
    history = recognitions(for_history, register, year, plan.tiers)
    holders = ever_held(register, history, plan.tiers)
    return Population(register, history, financials(for_figures, register, holders, year), holders)

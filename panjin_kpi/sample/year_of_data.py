"""The events of a sample's year before anybody reports them: figures, and the rows that prove them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from panjin_kpi.reference.evidence_counts import proving_tables
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample import evidence_rows, registers
from panjin_kpi.sample.monthly_values import monthly_values
from panjin_kpi.sample.register.new_recognitions import free, most, newcomers
from panjin_kpi.sample.register.population import Population, population

ENTERPRISES_PER_DISTRICT = 40


@dataclass(frozen=True, eq=False)
class SampleYear:
    """A year; the ``month`` of each row is that of the report with which it is submitted.

    ``random`` makes the random choices in reporting; ``monthly_values`` come from the function of that name, and
    ``newcomers`` are the first recognitions of the year.
    """

    year: int
    random: np.random.Generator
    people: Population
    monthly_values: pd.DataFrame
    newcomers: pd.DataFrame
    events: pd.DataFrame
    carriers: pd.DataFrame
    incubatees: pd.DataFrame
    projects: pd.DataFrame


def sample_year(plan: Plan, seed: int, enterprises: int = 0) -> SampleYear:
    """Make up a year with figures near their targets, and never more than rows can prove.

    ``enterprises`` is their number, by default ``ENTERPRISES_PER_DISTRICT`` a district. The same seed gives the same
    year.
    """
    year = int(plan.targets["year"].max())
    people = population(plan, year, enterprises or ENTERPRISES_PER_DISTRICT * len(plan.districts), seed)
    for_figures, for_rows, for_reporting = np.random.default_rng(seed).spawn(3)
    freed = free(plan, people, year)
    course = monthly_values(for_figures, plan, year, most(freed))
    firms = people.enterprises.groupby("district").head(8)["uscc"]  # among them tenants
    hosts = evidence_rows.carriers(for_rows, plan, year)
    projects = registers.projects(plan, year, course, hosts)
    recognised = newcomers(for_rows, year, course, freed, people.enterprises["uscc"], plan.tiers)
    events = evidence_rows.events(for_rows, plan, year, course, firms)
    return SampleYear(
        year,
        for_reporting,
        people,
        course,
        recognised,
        events[events["indicator"].map(proving_tables(plan, {"projects": projects})) == "events"],
        hosts,
        evidence_rows.incubatees(for_rows, year, course, hosts, people.enterprises),
        projects,
    )

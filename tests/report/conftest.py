"""One small made-up month: everything that a report has to be able to say."""

import pandas as pd
import pytest

from panjin_kpi.analysis.results import results
from panjin_kpi.reference.plan import Plan

ROWS = [
    ("2021-05", "gaoxin", "activities", 4),
    ("2021-05", "gaoxin", "alliances", 9),
    ("2021-06", "gaoxin", "activities", 7),
    ("2021-06", "gaoxin", "incubatees", 19),
    ("2021-06", "gaoxin", "alliances", 2),
    ("2021-06", "gaoxin", "tech_transfers", 8),
    ("2021-06", "gaoxin", "talents", 1),
    ("2021-06", "xinglongtai", "activities", 0),
    ("2021-06", "xinglongtai", "new_hnte", 1),
    ("2021-06", "city", "guarantee_amount", 2.125),
]


@pytest.fixture(scope="session")
def frames() -> dict[str, pd.DataFrame]:
    table = pd.DataFrame(ROWS, columns=["period", "district", "indicator", "value"]).astype({"value": "float64"})
    return results({"progress": table}, Plan.load(), "2021-06")


@pytest.fixture
def only(frames):
    return lambda table, scope: frames[table][frames[table]["scope"] == scope].reset_index(drop=True)

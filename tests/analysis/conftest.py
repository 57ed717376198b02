"""Registers and recognitions from short tuples, for the tests of the ladder; all enterprises are fictitious."""

from collections.abc import Callable

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.tenure import Tenures, tenures

RegisterRow = tuple[str, str | None]
EventRow = tuple[str | None, ...]


@pytest.fixture(scope="session")
def register() -> Callable[..., pd.DataFrame]:
    """Enterprises from tuples (uscc, district)."""

    def frame(*rows: RegisterRow) -> pd.DataFrame:
        columns = {"uscc": [uscc for uscc, _ in rows], "district": [district for _, district in rows]}
        return pd.DataFrame(columns).astype("str").assign(name=lambda table: "虚构" + table["uscc"])

    return frame


@pytest.fixture(scope="session")
def recognitions() -> Callable[..., pd.DataFrame]:
    """Events from tuples (uscc, tier, event, event_date) or (…, valid_until)."""

    def frame(*rows: EventRow) -> pd.DataFrame:
        columns = ["uscc", "tier", "event", "event_date", "valid_until"]
        table = pd.DataFrame([(*row, None)[:5] for row in rows], columns=columns)
        return table.astype(schemas.empty("recognitions")[columns].dtypes.to_dict())

    return frame


@pytest.fixture(scope="session")
def held(register, recognitions) -> Callable[..., Tenures]:
    """Tenures of enterprise A in 大洼区 (and of any other, named by its district), from tuples of events."""

    def make(*rows: EventRow, districts: dict[str, str | None] | None = None) -> Tenures:
        known = {"A": "dawa"} if districts is None else districts
        return tenures(register(*known.items()), recognitions(*rows))

    return make

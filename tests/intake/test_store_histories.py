"""Any history of submissions, against a dictionary."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import chain_head, submissions, tables

pytestmark = [pytest.mark.databases, pytest.mark.slow]
HEADER = "period,district,indicator,value,withdrawn"
KEYS = [("2021-06", "panshan"), ("2021-06", "dawa"), ("2021-07", "panshan")]
DAYS = [date(2021, 7, day) for day in (1, 2, 3)]
FILES = st.dictionaries(st.sampled_from(KEYS), st.none() | st.integers(0, 2), min_size=1)


def values(store: Store, as_known_on: date | None = None) -> dict[tuple[str, str], float]:
    rows = store.in_force("progress", as_known_on)
    return {(row.period, row.district): row.value for row in rows.itertuples()}


@pytest.fixture
def empty_store(backend, request) -> Callable[[], Store]:
    """Give an empty store; on PostgreSQL the tables are made once, which is slow, and then emptied."""
    if backend == "sqlite":
        return lambda: Store("sqlite://")
    store = request.getfixturevalue("store")

    def emptied() -> Store:
        with store.writing.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {submissions}, {chain_head}, {', '.join(tables)}")
        return store

    return emptied


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(FILES, st.sampled_from(DAYS)), max_size=6))
def test_what_is_in_force_is_what_a_dictionary_would_hold(checked, empty_store, sent):
    """Each file as a dictionary: a number is a value, None a withdrawal."""
    store, model = empty_store(), {}
    for file, _ in sent:
        store.submit(checked(*_lines(file, note="更正"), header=HEADER + ",note"), confirmed=True)
        model |= file
        assert values(store) == {key: value for key, value in model.items() if value is not None}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(FILES, st.sampled_from(DAYS)), max_size=5), st.sampled_from(DAYS))
def test_what_was_known_on_a_day_is_the_dictionary_of_what_was_received_by_then(checked, empty_store, sent, day):
    store, model = empty_store(), {}
    for turn, (file, received) in enumerate(sent):
        store.submit(checked(*_lines(file, note=str(turn)), header=HEADER + ",note"), received)
        model |= file if received <= day else {}
    assert values(store, day) == {key: value for key, value in model.items() if value is not None}


def _lines(file: dict[tuple[str, str], int | None], note: str = "") -> list[str]:
    ends = {key: ",是" if value is None else f"{value}," for key, value in file.items()}
    return [
        f"{period},{district},activities,{ends[period, district]}" + (note and f",{note}") for period, district in file
    ]

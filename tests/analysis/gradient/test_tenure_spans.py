import numpy as np
import pytest

from panjin_kpi.analysis.gradient.tenure_spans import EVENTS, spans_of


def spans(*rows: tuple[int, str, str, str]) -> list[tuple[object, ...]]:
    enterprise, day, event, until = (np.array(column) for column in zip(*rows, strict=True))
    codes = np.array([EVENTS.index(name) for name in event])
    table = spans_of(enterprise, day.astype("datetime64[D]"), codes, until.astype("datetime64[D]"))
    table = table.astype({"held_from": "str", "held_until": "str", "valid_until": "str"}).fillna("")
    return list(table.itertuples(index=False, name=None))


def test_enterprises_are_kept_apart():
    assert spans((1, "2021-02-01", "recognised", "2021-12-31"), (0, "2021-03-01", "revoked", "NaT")) == [
        (1, "2021-02-01", "2021-12-31", "2021-12-31", 0, 1)
    ]


def test_a_revocation_ends_the_span_but_not_what_the_record_says():
    assert spans((7, "2021-02-01", "recognised", "2024-01-31"), (7, "2021-05-10", "revoked", "NaT")) == [
        (7, "2021-02-01", "2021-05-09", "2024-01-31", 0, 0)
    ]


@pytest.mark.parametrize("until", ["NaT", "9999-12-31", "2400-01-01"])
def test_no_end_and_an_end_beyond_the_calendar_are_the_same(until):
    assert spans((0, "2021-02-01", "recognised", until)) == [(0, "2021-02-01", "", "", 0, -1)]


@pytest.mark.parametrize("until", ["0001-01-01", "2021-01-31"])
def test_an_end_before_the_beginning_is_no_span(until):
    assert spans((0, "2021-02-01", "recognised", until)) == []


def test_days_far_from_today_keep_their_order():
    assert spans((0, "1700-01-01", "recognised", "1700-12-31"), (0, "2261-01-01", "renewed", "2262-01-01")) == [
        (0, "1700-01-01", "1700-12-31", "1700-12-31", 0, 1),
        (0, "2261-01-01", "2262-01-01", "2262-01-01", 1, 1),
    ]

"""The submission that set each cell to its value."""

from datetime import date

import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.comparison.last_changes import last_changes
from panjin_kpi.intake.checks.check import check_file

pytestmark = pytest.mark.databases

HEADER = "period,district,indicator,value,note,withdrawn"
DAYS = [date(2021, 6, day) for day in (1, 2, 3, 4)]


def test_a_cell_has_the_submission_from_which_on_it_was_as_it_is(store, plan, send):
    for number, cells in enumerate(("3,,", "4,已核,", "4,已核,", "4,,")):
        file = send(HEADER, f"2021-06,dawa,teams,{cells}", f"2021-06,panshan,teams,{number},,", name=f"{number}.csv")
        store.submit(check_file(file, "progress", plan), DAYS[number])

    def found(**which):
        cells = last_changes(store.engine, "progress", **which).query("district == 'dawa'")
        return cells.set_index("column")["submission"].to_dict()

    assert found() == {"value": 2, "note": 4}
    assert found(until=3) == found(as_known_on=DAYS[2]) == {"value": 2, "note": 2}
    assert found(as_known_on=DAYS[0]) == {"value": 1}


def test_a_withdrawal_that_is_repeated_changed_it_once_and_a_closed_period_counts_what_came_before(store, plan, send):
    for number, cells in enumerate(("3,,", ",,是", ",,是", "5,,")):
        file = send(HEADER, f"2021-06,dawa,teams,{cells}", f"2021-06,panshan,teams,{number},,", name=f"{number}.csv")
        store.submit(check_file(file, "progress", plan))
        if number == 2:
            store.close("2021-06", "sci_tech_bureau")
    everything, counting = (
        last_changes(store.engine, "progress", counting=only).set_index("district")["submission"].to_dict()
        for only in (False, True)
    )
    assert everything == {"dawa": 5, "panshan": 5}
    assert counting == {"dawa": 2, "panshan": 3}


def test_every_table_can_be_asked(store):
    for table in schemas.SUBMITTED:
        found = last_changes(store.engine, table, counting=True)
        assert list(found) == [*schemas.key(table), "column", "submission"]
        assert found.empty

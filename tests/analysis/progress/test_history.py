import dataclasses

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.history import status_history
from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import year_grid


@pytest.mark.parametrize("last_day", [None, "2021-02-28"])  # of 大洼区: then the months have different districts
def test_each_month_is_as_of_its_own_report(plan, progress, last_day):
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "dawa", last_day)
    plan = dataclasses.replace(plan, districts=plan.districts.assign(valid_to=ended))
    rows = progress(
        ("2021-02", "dawa", "teams", 1.0),
        ("2021-03", "dawa", "activities", 1.0),
        ("2021-04", "dawa", "activities", 9.0),
    )
    table = status_history(rows, year_grid(rows, plan, "2021-03"), plan, "2021-03")
    assert schemas.faults("status", table)[1] == []
    assert list(dict.fromkeys(table["period"])) == ["2021-01", "2021-02", "2021-03"]
    for month, own in table.groupby("period"):
        pd.testing.assert_frame_equal(own.reset_index(drop=True), status(year_grid(rows, plan, month), plan))

from datetime import date

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import RuleContext
from panjin_kpi.reference.calendar import today


def around(plan, *months, known=schemas.empty, withdrawn=()):
    rows = pd.DataFrame({"period": [*months, *withdrawn]}, dtype="str")
    rows["withdrawn"] = [False] * len(months) + [True] * len(withdrawn)
    return RuleContext(plan, {"progress": rows} if months else {}, known)


def test_the_period_is_the_last_month_reported_and_misspelt_months_do_not_count(plan):
    assert around(plan, "2021-05", "2021-06", "六月").period == "2021-06"
    assert around(plan, "2021-02").last_day == date(2021, 2, 28)
    assert around(plan, f"{today():%Y-%m}").last_day == today(), "nothing reported has yet to happen"


def test_a_row_that_is_withdrawn_decides_the_month_of_a_file_of_withdrawals_alone(plan):
    assert around(plan, "2021-06", withdrawn=["2021-12"]).period == "2021-06"
    withdrawals = pd.DataFrame({"period": ["2021-12"], "withdrawn": [True]})
    only = RuleContext(plan, {"progress": withdrawals}, schemas.empty)
    assert (only.period, only.last_day) == ("2021-12", today()), "what else the file reports may be later"


def test_a_file_without_months_is_measured_by_today(plan):
    assert around(plan).period is None
    assert around(plan).last_day == today()


def test_a_table_is_seen_as_it_would_stand_after_the_file(plan):
    def rows(value, withdrawn):
        return pd.DataFrame(
            {
                "period": ["2021-06"],
                "district": ["dawa"],
                "indicator": ["teams"],
                "value": [value],
                "withdrawn": withdrawn,
            }
        )

    def standing(part):
        return RuleContext(plan, {"progress": part}, lambda _: rows(1.0, False)).table("progress")["value"].tolist()

    assert standing(rows(2.0, False)) == [2.0]
    assert standing(rows(2.0, True)) == []

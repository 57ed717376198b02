import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.evidence_rows import evidence_rows, the_rows_add_up_to_what_is_evidenced
from panjin_kpi.reference.evidence_counts import proving_rows

LOG = pd.DataFrame({"submission": [7], "file": ["2021-03-大洼区.xlsx"]})
FIGURES = [("dawa", "activities", 2), ("city", "activities", 2), ("dawa", "new_hnte", 0), ("city", "new_hnte", 1)]
EVENTS = [("1", "路演", "2021-03-01", 7, 3), ("2", "培训", "2021-01-05", 8, 2), ("3", "去年", "2020-12-31", 7, 4)]


@pytest.fixture
def tables():
    """Two events of the year and one of the year before, and an enterprise whose district is undecided."""
    where = ["event_id", "title", "occurred_on", "submission", "file_row"]
    rows = {
        "events": pd.DataFrame(EVENTS, columns=where).assign(district="dawa", indicator="activities"),
        "enterprises": pd.DataFrame([dict(uscc="A", name="虚构公司", district="dawa", district_basis="未定")]),
        "recognitions": pd.DataFrame([dict(uscc="A", tier="hnte", event="recognised", event_date="2021-03-01")]),
        "incubatees": pd.DataFrame(columns=["incubatee_id"]),
        "carriers": pd.DataFrame(),
    }
    made = {
        name: frame.reindex(columns=frame.columns.union(schemas.empty(name).columns)) for name, frame in rows.items()
    }
    made["events"]["occurred_on"] = pd.to_datetime(made["events"]["occurred_on"])
    made["recognitions"]["event_date"] = pd.to_datetime(made["recognitions"]["event_date"])
    return made


@pytest.fixture
def figures():
    return pd.DataFrame(FIGURES, columns=["scope", "indicator", "evidenced"])


@pytest.fixture
def rows(figures, tables, plan):
    return evidence_rows(figures, proving_rows(plan, tables, "2021-06"), tables["enterprises"], LOG, plan, "2021-06")


def test_the_rows_of_the_year_say_where_each_was_received(rows):
    where = ["scope", "item", "submission", "sheet", "file_row"]
    assert rows.query("indicator == 'activities'")[where].to_numpy().tolist() == [
        ["dawa", "培训", 8, "事项明细", 2],
        ["dawa", "路演", 7, "事项明细", 3],
    ]
    assert rows["file"].dropna().tolist() == ["2021-03-大洼区.xlsx"]
    assert schemas.faults("evidence_rows", rows)[1] == []


def test_an_undecided_enterprise_is_behind_the_citys_figure_by_its_name(rows):
    new = rows.query("indicator == 'new_hnte'")
    assert new[["scope", "item_id", "item", "amount"]].to_numpy().tolist() == [["city", "A", "虚构公司", 1]]


def test_a_figure_that_its_rows_do_not_add_up_to_is_noticed(figures, rows, plan):
    assert the_rows_add_up_to_what_is_evidenced(figures, rows, plan)
    assert not the_rows_add_up_to_what_is_evidenced(figures, rows.iloc[1:], plan)
    assert not the_rows_add_up_to_what_is_evidenced(figures.assign(evidenced=1.0), rows, plan)

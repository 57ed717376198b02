import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.corrections import corrections


def rows(*cells):
    """Figures in force from (period, district, indicator, first, value)."""
    table = pd.DataFrame(cells, columns=["period", "district", "indicator", "first_value", "value"])
    return table.assign(first_received_on="2021-06-26", received_on="2021-07-20")


def test_only_what_differs_is_listed_by_month_then_in_the_plans_order(plan):
    table = corrections(
        rows(
            ("2021-06", "gaoxin", "activities", 1.0, 2.0),
            ("2021-06", "city", "guarantee_amount", 1.5, 1.25),
            ("2021-05", "dawa", "teams", 0.0, 1.0),
            ("2021-06", "dawa", "teams", 1.0, 1.0),
            ("2021-07", "dawa", "teams", 1.0, 2.0),
            ("2020-12", "dawa", "teams", 1.0, 2.0),
        ),
        plan,
        "2021-06",
    )
    assert schemas.faults("corrections", table)[1] == []
    assert list(table.columns) == list(schemas.schema("corrections").columns)
    assert table[["period", "scope", "difference", "unit"]].to_numpy().tolist() == [
        ["2021-05", "dawa", 1.0, "个"],
        ["2021-06", "city", -0.25, "亿元"],
        ["2021-06", "gaoxin", 1.0, "场"],
    ]


def test_where_the_first_figure_is_not_known_there_is_no_correction(plan, progress):
    assert corrections(progress(("2021-06", "dawa", "teams", 1)), plan, "2021-06").empty


def test_binary_noise_is_no_difference_of_a_cent(plan):
    table = corrections(rows(("2021-06", "city", "guarantee_amount", 0.1, 0.3)), plan, "2021-06")
    assert table["difference"].tolist() == [0.2]

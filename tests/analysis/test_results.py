import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.analysis.results import results

EMPTY = {name: schemas.empty(name) for name in schemas.SUBMITTED}


def keep_to_their_schemas(frames):
    assert {schemas.of_result(name) for name in frames} == {node.name for node in registry.results().values()}
    for name, frame in frames.items():
        table = schemas.of_result(name)
        assert list(frame.columns) == list(schemas.schema(table).columns), name
        assert schemas.faults(table, frame)[1] == [], name


def test_every_result_table_keeps_to_its_schema_even_when_nobody_sent_anything(progress, plan):
    frames = results(EMPTY | {"progress": progress(("2021-06", "gaoxin", "activities", 4))}, plan, "2021-06")
    keep_to_their_schemas(frames)
    assert frames["tier_stock"]["stock"].sum() == 0
    assert frames["carrier_summary"]["carriers"].tolist() == [0] * 7


def test_every_result_of_the_sample_keeps_to_its_schema(sampled, plan):
    keep_to_their_schemas(results(sampled, plan, "2021-12"))


def test_the_tables_agree_with_one_another(sampled, plan):
    frames = results(sampled, plan, "2021-09")
    stock = frames["tier_stock"][frames["tier_stock"]["as_of"] == pd.Timestamp("2021-09-30")]
    stock = stock.set_index(["scope", "tier"])["stock"]
    listed = frames["holders"].groupby(["scope", "tier"]).size()
    assert listed.equals(stock[stock > 0].drop("city").reindex(listed.index))
    assert (
        len(frames["holders"])
        == stock["city"].sum()
        == frames["ladder_total"].set_index("scope").at["city", "holdings"]
    )
    standing = frames["ladder_total"].set_index("scope")["enterprises"]
    assert frames["holders"]["highest"].sum() == standing["city"]
    matrix = frames["transitions"].groupby("scope")["enterprises"].sum()
    assert matrix.to_dict() == frames["ladder_total"].set_index("scope")["on_record"].to_dict()
    calendar = frames["expiry_calendar"].groupby(["scope", "tier"])["expiring"].sum()
    widest = frames["expiring_summary"].query("window == 180").set_index(["scope", "tier"])["expiring"]
    assert calendar.equals(widest.sort_index().astype("int64").reindex(calendar.index))
    assert len(frames["expiring"]) == widest["city"].sum()
    assert len(frames["rewards"]) == frames["carrier_summary"].set_index("scope").at["city", "reward_grounds"]


def test_a_day_within_the_month_is_the_day_of_every_table(sampled, plan):
    day = pd.Timestamp("2021-09-15")
    frames = results(sampled, plan, "2021-09", day.date())
    for name, frame in frames.items():
        if "as_of" in frame and len(frame):
            assert frame["as_of"].max() == day, name

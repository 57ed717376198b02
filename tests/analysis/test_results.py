import shutil
from datetime import date

import pandas as pd
import pytest
import yaml

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.analysis.results import results
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.forms.dropdowns import choices
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.gradient import charts, tables

EMPTY = {name: schemas.empty(name) for name in schemas.SUBMITTED}


def keep_to_their_schemas(frames):
    assert {schemas.of_result(name) for name in frames} == {node.name for node in registry.result_nodes().values()}
    for name, frame in frames.items():
        table = schemas.of_result(name)
        assert list(frame.columns) == list(schemas.schema(table).columns), name
        assert schemas.faults(table, frame)[1] == [], name


@pytest.mark.slow
def test_every_result_table_keeps_to_its_schema_even_when_nobody_sent_anything(progress, plan):
    frames = results(EMPTY | {"progress": progress(("2021-06", "gaoxin", "activities", 4))}, plan, "2021-06")
    keep_to_their_schemas(frames)
    assert frames["tier_stock"]["stock"].sum() == 0
    assert frames["carrier_summary"]["carriers"].tolist() == [0] * 7


def test_every_result_of_the_sample_keeps_to_its_schema(sampled, plan):
    keep_to_their_schemas(results(sampled, plan, "2021-12"))


@pytest.mark.slow
def test_before_the_report_is_due_nobody_is_named_for_it(plan):
    early = results(EMPTY, plan, "2021-12", known_on=date(2021, 12, 20))
    keep_to_their_schemas(early)
    december = early["timeliness"].query("period == '2021-12'")
    assert set(december["verdict"]) == {"未到期限"}
    assert not early["tasks"]["overdue"].any()
    assert "2021-12" not in "+".join(early["bulletin_candidates"]["months"])
    later = results(EMPTY, plan, "2021-12", known_on=date(2022, 1, 10))
    assert later["timeliness"].equals(results(EMPTY, plan, "2021-12")["timeliness"])


def test_the_tables_agree_with_one_another(sampled, plan):
    frames = results(sampled, plan, "2021-09")
    stock = frames["tier_stock"][frames["tier_stock"]["as_of"] == pd.Timestamp("2021-09-30")]
    stock = stock.set_index(["scope", "tier"])["stock"]
    listed = frames["holders"].groupby(["scope", "tier"]).size()
    assert listed.equals(stock[stock > 0].drop("city", level="scope").reindex(listed.index))
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


def test_a_further_tier_is_data_only(tmp_path, send, sampled):
    """Two files of ``reference/`` name it; it is offered, accepted and counted, and satisfies every result's schema."""
    folder = shutil.copytree(Project().reference, tmp_path / "reference")
    rules = yaml.safe_load((folder / "tiers.yaml").read_text(encoding="utf-8"))
    highest = rules["tiers"]["unicorn"]
    gate = next(each for each in highest["criteria"] if each["kind"] == "gate" and each["role"] == "required")
    rules["tiers"]["further"] = highest | {"indicator": None, "criteria": [gate | {"id": "further_gate"}]}
    (folder / "tiers.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with (folder / "words.csv").open("a", encoding="utf-8") as words:
        words.write("tier,further,虚构的层级\n")
    plan = Plan.load(folder)
    assert choices("recognitions", "tier", plan)[-1] == "虚构的层级"
    uscc = sampled["enterprises"]["uscc"].iloc[0]
    path = send("uscc,tier,event,event_date,source", f"{uscc},虚构的层级,认定,2021-07-05,虚构", name="recognitions.csv")
    checked = check_file(path, "recognitions", plan, sampled.__getitem__)
    assert checked.acceptable, checked.findings
    more = pd.concat([sampled["recognitions"], checked.parts["recognitions"].rows])
    frames = results(sampled | {"recognitions": more}, plan, "2021-12")
    keep_to_their_schemas(frames)
    stock = frames["tier_stock"].query("tier == 'further' and scope == 'city'")
    assert stock.set_index(stock["as_of"].dt.month)["stock"].loc[[6, 7, 12]].tolist() == [0, 1, 1]
    flow = frames["tier_flow"].query("scope == 'city'")
    pages = [tables.stock_and_flow(stock, flow, plan), tables.rules(plan), charts.stock(stock, plan)]
    assert ["虚构的层级" in page._repr_html_() for page in pages] == [True] * 3


@pytest.mark.slow
def test_a_further_district_and_a_further_indicator_are_data_only(tmp_path, send):
    """Rows of ``reference/`` name them; figures reported for them are accepted, measured and scored."""
    folder = shutil.copytree(Project().reference, tmp_path / "reference")
    for name, rows in {
        "districts": ["further,虚构新区,district,,,,"],
        "indicators": ["patents,虚构专利,件,count,1,linear,,body"],
        "targets": [f"2021,{scope},patents,10,,ge,虚构10件,虚构" for scope in ("city", "further")],
    }.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as table:
            table.write("\n".join(rows) + "\n")
    plan = Plan.load(folder)
    path = send("period,district,indicator,value,source", "2021-06,虚构新区,虚构专利,4,虚构")
    checked = check_file(path, "progress", plan, EMPTY.__getitem__)
    assert checked.acceptable, checked.findings
    frames = results(EMPTY | {"progress": checked.parts["progress"].rows}, plan, "2021-06")
    keep_to_their_schemas(frames)
    cells = frames["status"].query("indicator == 'patents' and actual > 0").set_index("scope")
    assert cells["completion"].to_dict() == {"city": 0.4, "further": 0.4}
    assert frames["scores"].set_index("district").at["further", "score"] == 40.0
    assert "further" in set(frames["tier_stock"]["scope"])

from panjin_kpi import schemas
from panjin_kpi.analysis.results import results


def test_every_result_table_keeps_to_its_schema(progress, plan):
    frames = results({"progress": progress(("2021-06", "gaoxin", "activities", 4))}, plan, "2021-06")
    assert set(frames) == {"status", "path", "reconciliation"}
    for name, frame in frames.items():
        assert list(frame.columns) == list(schemas.schema(name).columns), name
        assert schemas.faults(name, frame)[1] == [], name

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.reading.normalise import normalise
from panjin_kpi.intake.reading.table_layout import Sheet
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.labels import to_labels


def test_what_is_written_is_understood_as_it_was(sample_project, plan):
    frames = Store(sample_project.store_url).contents()[0]
    for table, frame in frames.items():
        rows = frame.head(40)[[name for name in schemas.schema(table).columns if name in frame]]
        text = to_labels(plan, table, rows).map(lambda cell: "" if pd.isna(cell) else str(cell))
        cells = text.set_axis([schemas.title(table, name) for name in text], axis=1)
        back, faults = schemas.faults(table, normalise(Sheet("a", "", 1, cells), table, plan).cells)
        assert faults == []
        for name in text:
            pd.testing.assert_series_equal(back[name], rows[name], check_dtype=False, check_names=False)

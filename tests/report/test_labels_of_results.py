"""Every result of a month, with the labels of the reference data."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.labels import to_labels
from tests.plan import PLAN


def test_numbers_and_days_are_left_as_they_are(frames):
    for name, frame in frames.items():
        worded = to_labels(PLAN, schemas.of_result(name), frame)
        left = frame.select_dtypes(["number", "datetime"]).columns
        pd.testing.assert_frame_equal(worded[left], frame[left])
        assert list(worded) == list(frame)


def test_no_identifier_is_left_in_a_whole_month(frames, peopled):
    for name, frame in [*frames.items(), *peopled.items()]:
        text = to_labels(PLAN, schemas.of_result(name), frame).select_dtypes(["str", "object"])
        left = text.apply(lambda column: column.astype("str").str.fullmatch(r"[a-z][a-z_]*[+a-z_]*"))
        assert not left.fillna(False).to_numpy().any(), name

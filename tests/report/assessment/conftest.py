"""Scores and ranges of a few districts, written by hand."""

import pandas as pd
import pytest


@pytest.fixture
def standing():
    """Scores from (district, score, rank, grade) or (…, missing)."""

    def frame(*rows, **more):
        table = pd.DataFrame([(*row, 0)[:5] for row in rows], columns=["district", "score", "rank", "grade", "missing"])
        table = table.assign(**{"period": "2021-12", "allocated": 10, "bonus": 0.0, "penalty": 0.0} | more)
        table["total"] = table["score"] + table["bonus"] - table["penalty"]
        table["pace_score"] = table["score"]
        return table.astype({"score": "float64", "rank": "Int64", "missing": "int64", "grade": "str"})

    return frame


@pytest.fixture
def ranges():
    """Ranges from (scenario, district, low, high)."""

    def frame(*rows):
        table = pd.DataFrame(list(rows), columns=["scenario", "district", "rank_low", "rank_high"])
        table = table.astype({"rank_low": "Int64", "rank_high": "Int64"})
        return table.assign(rank_median=table["rank_low"], first_share=0.5, last_share=0.0)

    return frame

"""Scores and verdicts of a few districts, written by hand."""

import pandas as pd
import pytest

from panjin_kpi import schemas


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
def verdicts():
    """Verdicts from (district, rank, what else differs from a firm rank)."""

    def frame(*rows):
        table = schemas.empty("rank_verdict")
        firm = {"p_rank": 0.99, "p_low": 0.98, "p_high": 1.0, "firm": True, "moving": 0}
        made = [
            firm
            | {"district": district, "rank": rank}
            | dict.fromkeys(("rank_low", "rank_high", "level_from", "level_to"), rank)
            | (more[0] if more else {})
            for district, rank, *more in rows
        ]
        return pd.DataFrame(made).reindex(columns=table.columns).astype(table.dtypes.to_dict())

    return frame


@pytest.fixture
def shaky():
    """What a verdict has where the rank is not firm."""
    return {
        "p_rank": 0.6214,
        "p_low": 0.61,
        "p_high": 0.63,
        "firm": False,
        "rank_low": 1,
        "rank_high": 3,
        "level_to": 3,
        "factor": "basis",
        "total_effect": 0.651,
        "moved_by": "evidenced",
        "moved_to": 3,
        "moved_with": 1,
        "moving": 2,
    }

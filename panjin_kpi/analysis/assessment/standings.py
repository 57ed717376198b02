"""Score, rank and grade of each district from the parts of its score."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.ranking import DECIMALS, Ranks, hundredths, order, ranks
from panjin_kpi.analysis.scopes import Numbers
from panjin_kpi.reference.settings.assessment import TOTAL, Assessment, Grade


def standings(
    contributions: pd.DataFrame, penalties: pd.Series, districts: Sequence[str], assessment: Assessment
) -> pd.DataFrame:
    """Add up the parts of each district's score, and rank the districts.

    Where the score is blank (nothing allocated, or weights that are all 0), so are total, rank and grade. The bonus,
    where enabled, is over-fulfilment that the cap cut off, ``Σ weight · (completion − max(cap, 1))``, and the penalty
    what ``penalties`` has for the district, each up to its own cap; both stay outside the score. Grades, tie-break,
    bonus and penalty are assumptions: 盘政办发〔2021〕10号 四（四） sets none.

    Returns
    -------
    pandas.DataFrame
        Columns ``district``, ``score``, ``rank``, ``grade``, ``bonus``, ``penalty``, ``total``, as ``districts`` are
        ordered.
    """
    table = pd.DataFrame({"district": pd.Series(list(districts), dtype="str")})
    by_district = contributions["points"].groupby(contributions["district"])
    table["score"] = by_district.sum(min_count=1).reindex(districts).to_numpy("float64").round(DECIMALS)
    table["bonus"] = _bonus(contributions, assessment).reindex(districts, fill_value=0.0).to_numpy("float64")
    table["penalty"] = 0.0
    if assessment.penalty.value.enabled:
        taken = penalties.reindex(districts).fillna(0.0).clip(0, assessment.penalty.value.cap)
        table["penalty"] = taken.to_numpy("float64")
    table["total"] = (table["score"] + table["bonus"] - table["penalty"]).round(DECIMALS)
    unranked = table["score"].isna().to_numpy()
    scores = table["score"].to_numpy("float64")[~unranked]
    rank, grade = np.zeros(len(table), dtype="int64"), np.full(len(table), None, dtype="object")
    rank[~unranked] = ranks(scores[np.newaxis], tie_break_order(contributions, table, assessment)[~unranked])[0]
    grade[~unranked] = _grades(hundredths(scores), assessment.grades.value)
    table["rank"], table["grade"] = pd.arrays.IntegerArray(rank, unranked), pd.Series(grade, dtype="str")
    return table[["district", "score", "rank", "grade", "bonus", "penalty", "total"]]


def tie_break_order(contributions: pd.DataFrame, table: pd.DataFrame, assessment: Assessment) -> Ranks:
    """The order of districts whose scores tie, by each name of ``tie_break`` in turn.

    An indicator compares completion (no value, or not allocated: last), ``total`` the total in hundredths.
    """

    def keys() -> Iterator[Numbers]:
        for name in assessment.tie_break.value:
            if name == TOTAL:
                known = table["total"].notna().to_numpy()
                key = np.full(len(table), np.nan)
                lowest = -assessment.penalty.value.cap  # a total may be as far below 0 as a penalty takes it
                key[known] = hundredths(table.loc[known, "total"].to_numpy("float64") - lowest)
                yield key
            else:
                own = contributions[contributions["indicator"] == name].set_index("district")["completion"]
                yield own.reindex(table["district"]).to_numpy("float64")

    return order(list(keys()), len(table))


def _bonus(contributions: pd.DataFrame, assessment: Assessment) -> pd.Series:
    rule, cap = assessment.bonus.value, assessment.cap.value
    if not rule.enabled or cap is None:  # without a cap all of it is in the score
        return pd.Series(dtype="float64")
    over = (contributions["completion"] - max(cap, 1.0)).clip(lower=0) * contributions["weight"]
    return over.groupby(contributions["district"]).sum().clip(upper=rule.cap).round(DECIMALS)


def _grades(counted: Ranks, grades: Sequence[Grade]) -> list[str | None]:
    falling = sorted(grades, key=lambda grade: -grade.from_score)
    starts = [round(100 * grade.from_score, 6) for grade in falling]
    return [
        next((grade.grade for grade, start in zip(falling, starts, strict=True) if score >= start), None)
        for score in counted.tolist()
    ]

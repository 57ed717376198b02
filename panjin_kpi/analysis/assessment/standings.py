"""Score, rank and grade of each district from the parts of its score."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from panjin_kpi.analysis.assessment.ranking import DECIMALS, Ranks, hundredths, order, ranks
from panjin_kpi.analysis.scopes import Numbers, sum_by
from panjin_kpi.reference.settings.assessment import TOTAL, Assessment


def standings(
    contributions: pd.DataFrame, penalties: pd.Series, districts: Sequence[str], assessment: Assessment
) -> pd.DataFrame:
    """Add up the parts of each district's score, and rank the districts.

    Where the score is blank (nothing allocated, or weights that are all 0), so are total, rank and grade. The bonus,
    where enabled, is the over-fulfilment that the cap cut off, ``Σ weight · (completion − max(cap, 1))``, and the
    penalty the district's value in ``penalties``, each up to its own cap; both stay outside the score. Grades,
    tie-break, bonus and penalty are assumptions: 盘政办发〔2021〕10号 四（四） sets none.

    Returns
    -------
    pandas.DataFrame
        Columns ``district``, ``score``, ``rank``, ``grade``, ``bonus``, ``penalty``, ``total``, in the order of
        ``districts``.
    """
    score = sum_by(contributions["points"].to_numpy("float64"), contributions["district"], districts).round(DECIMALS)
    bonus, penalty = _bonus(contributions, districts, assessment), np.zeros(len(districts))
    if assessment.penalty.value.enabled:
        taken = penalties.reindex(districts).fillna(0.0).clip(0, assessment.penalty.value.cap)
        penalty = taken.to_numpy("float64")
    total = (score + bonus - penalty).round(DECIMALS)
    names, unranked = pd.array(list(districts), dtype="str"), np.isnan(score)
    rank, grade = np.zeros(len(score), dtype="int64"), np.full(len(score), None, dtype="object")
    broken = tie_break_order(contributions, pd.DataFrame({"district": names, "total": total}), assessment)
    rank[~unranked] = ranks(score[np.newaxis, ~unranked], broken[~unranked])[0]
    counted, grades = hundredths(score[~unranked]), assessment.grades.value  # the highest first, the last from 0
    reached = [counted >= round(100 * each.from_score, 6) for each in grades]
    grade[~unranked] = np.select(reached, [each.grade for each in grades], "")
    columns = {"district": names, "score": score, "rank": pd.arrays.IntegerArray(rank, unranked)}
    columns |= {"grade": pd.array(grade, dtype="str"), "bonus": bonus, "penalty": penalty, "total": total}
    return pd.DataFrame(columns)


def tie_break_order(contributions: pd.DataFrame, table: pd.DataFrame, assessment: Assessment) -> Ranks:
    """The order of districts whose scores tie, by each name of ``tie_break`` in turn.

    An indicator compares completion (not reported or not allocated: last), ``total`` the total in hundredths.
    """

    def keys() -> Iterator[Numbers]:
        for name in assessment.tie_break.value:
            if name == TOTAL:
                known = table["total"].notna().to_numpy()
                key = np.full(len(table), np.nan)
                lowest = -assessment.penalty.value.cap  # the lowest possible total
                key[known] = hundredths(table.loc[known, "total"].to_numpy("float64") - lowest)
                yield key
            else:
                own = contributions[contributions["indicator"] == name].set_index("district")["completion"]
                yield own.reindex(table["district"]).to_numpy("float64")

    return order(list(keys()), len(table))


def _bonus(contributions: pd.DataFrame, districts: Sequence[str], assessment: Assessment) -> Numbers:
    rule, cap = assessment.bonus.value, assessment.cap.value
    if not rule.enabled or cap is None:  # without a cap the score includes all of it
        return np.zeros(len(districts))
    over = (contributions["completion"] - max(cap, 1.0)).clip(lower=0) * contributions["weight"]
    earned = sum_by(over.to_numpy("float64"), contributions["district"], districts)
    return np.minimum(np.nan_to_num(earned), rule.cap).round(DECIMALS)

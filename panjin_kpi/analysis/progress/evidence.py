"""Reported figures against the rows that prove them, and the status by proven figures."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.progress.status import with_status
from panjin_kpi.analysis.progress.undecided import undecided_counts
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.analysis.scopes import CELL, first_that_holds
from panjin_kpi.reference.evidence_counts import PROVING, proving_rows, sums
from panjin_kpi.reference.plan import CITY, Plan

# Assumption: amounts are reported in 亿元 with two decimals, so a difference below half a million yuan is agreement.
STEP_OF_AMOUNTS, STEP_OF_COUNTS = 0.01, 1.0
VERDICTS = AGREES, ABOVE, BELOW, UNPROVEN = ("一致", "多报", "少报", "无佐证")


@intermediate()
def proofs(
    events: pd.DataFrame,
    recognitions: pd.DataFrame,
    enterprises: pd.DataFrame,
    incubatees: pd.DataFrame,
    carriers: pd.DataFrame,
    projects: pd.DataFrame,
    plan: Plan,
    period: str,
) -> pd.DataFrame:
    """The rows that prove figures, as :func:`proving_rows`."""
    tables = {"events": events, "recognitions": recognitions, "enterprises": enterprises, "incubatees": incubatees}
    return proving_rows(plan, tables | {"carriers": carriers, "projects": projects}, period)


@intermediate()
def submissions() -> pd.DataFrame:
    """The log of submissions, given by a run with the tables; without it, files and reporters are unknown."""
    types = {"submission": "int64", "file": "str", "reporter": "str"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})


@result(90)
def evidence(
    status: pd.DataFrame,
    proofs: pd.DataFrame,
    undecided: pd.DataFrame,
    submissions: pd.DataFrame,
    plan: Plan,
    period: str,
) -> pd.DataFrame:
    """Each reported figure against the sum that rows prove, from 1 January to the end of the month.

    Which table proves an indicator is an assumption (``indicators.csv``). A milestone is proven by any one row.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/evidence.yaml``, in the order of status: the cells with a target, a report or rows. Left
        out are indicators that no countable table proves (a share is judged by a person), and districts' figures for
        the city's own indicators, whose rows count for the city. ``difference`` is reported minus evidenced. It and
        ``verdict`` (一致, 多报, 少报, or 无佐证 where no row proves anything) are blank where nothing was reported.
        ``undecided`` counts the enterprises that may prove the figure once their district is decided, and the tenants
        that a district submitted for a carrier that is not listed (withdrawn, say) or shares its name. All of these
        already prove the city's figure.

    Examples
    --------
    >>> from panjin_kpi import schemas
    >>> names = ("events", "recognitions", "enterprises", "incubatees", "carriers", "projects")
    >>> status = pd.DataFrame({"period": "2021-06", "scope": ["dawa"], "indicator": ["activities"], "actual": [6.0],
    ...                        "target": [12.0]})
    >>> none = proving_rows(Plan.load(), {name: schemas.empty(name) for name in names}, "2021-06")
    >>> found = evidence(status, none, schemas.empty("undecided"), submissions(), Plan.load(), "2021-06")
    >>> found[["reported", "evidenced", "difference", "verdict"]].values.tolist()
    [[6.0, 0.0, 6.0, '无佐证']]
    """
    about = plan.by_indicator
    frame = status[status["period"] == period].reset_index(drop=True)
    proven = sums(proofs).reindex(pd.MultiIndex.from_frame(frame[CELL])).fillna(0.0).to_numpy("float64")
    measure = frame["indicator"].map(about["measure"])
    frame["evidenced"] = np.where(measure == "milestone", np.minimum(proven, 1), proven).round(6)  # no binary noise
    frame = compared(frame.assign(reported=frame["actual"]), plan)
    nowhere = proofs[(proofs["scope"] == CITY) & (proofs["table"] == "incubatees")]
    sent = nowhere["submission"].map(submissions.set_index("submission")["reporter"])
    open_ = pd.concat([undecided[CELL], nowhere.assign(scope=sent)[CELL]])
    open_ = undecided_counts(open_[open_["scope"] != CITY], pd.MultiIndex.from_frame(frame[CELL]))
    frame["undecided"] = open_.array.astype("Int64")

    countable = frame["indicator"].map(about["evidence"]).isin(PROVING)
    own = (frame["scope"] != CITY) & ~frame["indicator"].isin(plan.split_indicators(int(period[:4])))
    known = frame[["target", "reported"]].notna().any(axis=1) | (frame["evidenced"] > 0)
    columns = ["period", *CELL, "reported", "evidenced", "difference", "verdict", "undecided"]
    return frame.loc[countable & ~own & known, columns].reset_index(drop=True)


def status_on_evidence(status: pd.DataFrame, evidence: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Status as if every cell had reported the sum that its rows prove.

    ``actual`` is the evidenced sum, 0 where no row proves anything, reported or not; completion, gap and status level
    follow from it. Indicators that no countable table proves stay as reported, and so do ``reported`` and ``expected``.
    """
    known = evidence.set_index(["period", *CELL])["evidenced"]
    cells = pd.MultiIndex.from_frame(status[["period", *CELL]])
    proven = pd.Series(known.reindex(cells).to_numpy("float64"), index=status.index)
    return with_status(status.assign(actual=proven.fillna(status["actual"])), plan)[status.columns.tolist()]


def compared(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Difference and verdict of rows with ``indicator``, ``reported`` and ``evidenced``."""
    measure = frame["indicator"].map(plan.by_indicator["measure"])
    step = np.where(measure == "amount", STEP_OF_AMOUNTS, STEP_OF_COUNTS)
    difference = (frame["reported"] - frame["evidenced"]).round(6)
    beyond = difference.abs() >= step / 2  # half a step counts as a difference
    conditions = {
        None: frame["reported"].isna(),
        UNPROVEN: (frame["reported"] > 0) & (frame["evidenced"] == 0),
        ABOVE: beyond & (difference > 0),
        BELOW: beyond & (difference < 0),
    }
    return frame.assign(difference=difference, verdict=first_that_holds(conditions, AGREES))

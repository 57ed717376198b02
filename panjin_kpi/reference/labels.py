"""What people read where a table keeps an identifier: the columns that submitted tables and results share."""

from panjin_kpi.reference.plan import Plan

YES_OR_NO = {True: "是", False: "否"}


def words_by_column(plan: Plan) -> dict[str, dict[str, str]]:
    """Word of each identifier, by the name of the column it stands in.

    >>> words = words_by_column(Plan.load())
    >>> words["scope"]["city"], words["reporter"]["gaoxin"], words["event"]["renewed"]
    ('全市', '盘锦高新区', '重新认定')
    """
    places = plan.district_names.known
    those_who_report = plan.unit_names.known | places
    return {
        **{name: words.known for name, words in plan.words_of.items()},
        "district": places,
        "scope": places,
        "indicator": plan.indicator_names.known,
        "reporter": those_who_report,
        "owner": those_who_report,
    }

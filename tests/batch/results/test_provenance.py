from datetime import date

from panjin_kpi.batch.results.provenance import closing_in_words, facts, still_due_in_words
from panjin_kpi.reference.calendar import on_record
from panjin_kpi.schemas.formats import FICTITIOUS

ORIGIN = {
    "as_known_on": None, "fictitious": True, "snapshot": "s", "taken_at": "2022-01-20T08:00:00+00:00",
    "submissions": 3, "content": "a" * 64, "versions": {"python": "3.11"},
}  # fmt: skip


def test_only_facts_that_apply_are_listed():
    plain = facts(ORIGIN, "", "")
    assert plain["数据性质"] == FICTITIOUS
    assert {"数据截至", "封账", "不公开的统计"}.isdisjoint(plain)
    known = facts(ORIGIN | {"as_known_on": "2022-01-12", "fictitious": False}, "已封账。", "不公开。")
    assert (known["数据性质"], known["数据截至"]) == ("各单位报送", "2022年1月12日当日所知")
    assert (known["封账"], known["不公开的统计"]) == ("已封账。", "不公开。")


def test_a_closing_names_who_closed_and_how_much_came_later(plan):
    closing = {"by": "sci_tech_bureau", "closed_on": "2022-01-20", "later": 2}
    assert closing_in_words({}, plan) == ""
    assert closing_in_words({"closing": closing}, plan) == (
        "本期已由市科技局于2022年1月20日封账，以后收到的报送留存、不计入，其中2件有本期的数字。"
    )


def test_until_the_reports_are_due_pages_say_what_a_blank_status_in_tables_and_charts_means(plan):
    early, late = (on_record(plan, "2021-12", date(2021, 12, day), None) for day in (27, 28))
    assert still_due_in_words(plan) == still_due_in_words(late) == ""
    assert still_due_in_words(early) == (
        "2021年12月报表的报送期限（2021年12月27日）未过，表和图里本期的“未报”是还没有报来。"
    )

import re
from typing import get_args

import pandas as pd

from panjin_kpi.analysis.progress.status import with_status
from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.page import lists
from panjin_kpi.report.progress import tables


def test_status_table_of_a_district(only, plan, snapshot):
    assert repr(tables.status_table(only("status", "gaoxin"), plan)) == snapshot


def test_status_table_of_the_city_says_who_reported(only, plan, snapshot):
    assert repr(tables.status_table(only("status", "city"), plan)) == snapshot


def test_matrix_of_the_districts(frames, plan, snapshot):
    assert repr(tables.matrix(frames["status"], plan)) == snapshot


def test_many_districts_have_a_row_each_since_paper_has_no_room_for_their_columns(frames, plan, monkeypatch):
    few = [row[1:] for row in tables.matrix(frames["status"], plan).plain]
    monkeypatch.setattr(lists, "FEW", 5)
    many = tables.matrix(frames["status"], plan).plain
    assert [row[1:] for row in many[1:]] == list(zip(*few[1:], strict=True))
    assert tuple(row[0] for row in many[1:]) == few[0]


def test_where_0_of_0_is_shown_as_done_the_caption_says_by_which_rule(frames, only, plan):
    rule = "；目标为0的视为已完成"
    for table, status in ((tables.status_table, only("status", "gaoxin")), (tables.matrix, frames["status"])):
        assert rule not in repr(table(status, plan))
        done = status["light"].eq("done") & status["scope"].ne("city")
        assert rule in repr(table(status.assign(target=status["target"].mask(done, 0.0)), plan)).splitlines()[0]
        assert rule not in repr(table(status[~done].assign(target=0.0), plan)), "what is not done is not called so"


def test_definitions_quote_the_plan(plan, snapshot):
    assert repr(tables.definitions(plan.indicators["indicator"], plan, "xinglongtai", 2021)) == snapshot


def test_assumptions_are_marked(plan, snapshot):
    assert repr(tables.assumptions(plan)) == snapshot


def test_no_colour_without_its_word(frames, plan):
    words = plan.assessment.lights.words.value
    html = tables.matrix(frames["status"], plan)._repr_html_()
    for level in get_args(Status):
        assert set(re.findall(rf'class="light {level}"[^>]*>([^<]*)<', html)) <= {words[level]}
    assert html.count('class="light') > 20


def test_every_table_has_a_caption_and_header_cells_with_scope(only, plan):
    html = tables.status_table(only("status", "gaoxin"), plan)._repr_html_()
    assert html.count("<caption>") == 1
    assert html.count('<th scope="col"') == 8
    assert html.count('<th scope="row"') == 20


def test_what_is_just_below_its_target_or_its_pace_is_not_shown_as_reaching_it(plan):
    rows = [("guarantee_amount", 4.1249, 4.5), ("ip_pledge_amount", 1.4666, 1.6), ("activities", 11.0, 12.0)]
    rows = pd.DataFrame(rows, columns=["indicator", "actual", "target"])
    rows = rows.assign(scope="city", unit="亿元", reported=1, expected=1)
    november = with_status(rows.assign(period="2021-11", planned=11 / 12), plan)
    december = with_status(rows.assign(period="2021-12", planned=1.0, actual=[4.499, 1.5999, 12.0]), plan)
    shown = [
        line.split() for each in (november, december) for line in repr(tables.status_table(each, plan)).splitlines()
    ]
    assert [line[1:] for line in shown if len(line) > 5 and line[1] == "亿元"] == [
        ["亿元", "4.12", "4.5", "91.66%", "91.7%", "0.002", "略欠进度", "1/1"],
        ["亿元", "1.4666", "1.6", "91.66%", "91.7%", "0.004", "略欠进度", "1/1"],
        ["亿元", "11", "12", "91.7%", "91.7%", "0.0", "达进度", "1/1"],
        ["亿元", "4.499", "4.5", "99.98%", "未完成", "1/1"],
        ["亿元", "1.5999", "1.6", "99.99%", "未完成", "1/1"],
        ["亿元", "12", "12", "100.0%", "已完成", "1/1"],
    ]

import re
from typing import get_args

from panjin_kpi.reference.settings.assessment import Status
from panjin_kpi.report.progress import tables


def test_status_table_of_a_district(only, plan, snapshot):
    assert repr(tables.status_table(only("status", "gaoxin"), plan)) == snapshot


def test_status_table_of_the_city_says_who_reported(only, plan, snapshot):
    assert repr(tables.status_table(only("status", "city"), plan)) == snapshot


def test_matrix_of_the_districts(frames, plan, snapshot):
    assert repr(tables.matrix(frames["status"], plan)) == snapshot


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

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.report.page.result_table import Pivot, result_table, text_table


def test_numbers_stand_right_blanks_are_dashes_and_texts_are_escaped(plan):
    rows = pd.DataFrame({"grade": ["<优>", None], "score": [95.8333, float("nan")], "rank": [1, None]})
    rows = rows.astype({"rank": "Int64", "grade": "str"})
    table = result_table("scores", rows, ["grade", "score", "rank"], "得分", plan)
    assert repr(table).splitlines() == ["得分", "等次 得分 名次", "<优> 95.83 1", "— — —"]
    assert "&lt;优&gt;" in str(table.html)
    assert str(table.html).count('class="number') == 6


def test_a_field_of_pages_only_stands_right_if_its_format_is_of_numbers(plan):
    rows = pd.DataFrame({"points_open": [3.5], "light": ["behind"]})
    html = str(result_table("status", rows, ["points_open", "light"], "未得分", plan).html)
    assert html.count('class="number') == 2


def test_an_empty_one_says_so(plan):
    assert repr(result_table("scores", schemas.empty("scores"), ["period"], "得分", plan)).startswith("得分：没有")


def test_a_table_gives_back_its_values_and_is_saved_as_it_is_shown(plan, tmp_path):
    rows = pd.DataFrame({"indicator": ["new_hnte"], "completion": [0.5], "light": ["done"], "unit": ["=1+1"]})
    table = result_table("status", rows, ["indicator", "completion", "light", "unit"], "全市情况（%）。说明", plan)
    pd.testing.assert_frame_equal(table.data, rows)
    table.save(tmp_path / f"{table.name}.csv")
    written = (tmp_path / "全市情况.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert written == ["指标,完成率,状态,单位", "新增高新技术企业,50.0%,已完成,'=1+1"]


def test_identifiers_are_words_shares_per_cent_and_texts_made_of_values_stay(plan):
    rows = pd.DataFrame({"indicator": ["new_hnte"], "completion": [0.5], "weight": ["无"]})
    table = result_table("contributions", rows, ["indicator", "completion", "weight"], "", plan)
    assert repr(table).splitlines()[-1] == "新增高新技术企业 50.0% 无"


def test_a_pivoted_column_is_headed_by_the_word_of_its_value_and_its_cells_have_their_fields_format(plan):
    long = pd.DataFrame({"indicator": ["new_hnte"] * 2, "district": ["dawa", "gaoxin"], "points": [1.5, None]})
    rows = long[["indicator"]].drop_duplicates()
    table = result_table(
        "contributions", rows, ["indicator", Pivot.of_long(long, "district", "points", rows["indicator"])], "得分", plan
    )
    assert repr(table).splitlines()[1:] == ["指标 大洼区 盘锦高新区", "新增高新技术企业 1.50 —"]
    assert str(table.html).count('class="number') == 4
    windows = Pivot("window", "expiring", {30: [1]})
    assert "30天内到期 1" in repr(result_table("expiring_summary", rows, [windows], "")).replace("\n", " ")


def test_a_field_of_another_table_is_that_tables(plan):
    rows = pd.DataFrame({"indicator": ["new_hnte"], "expected": [3.0], "target": [None], "note": ["甲"]})
    table = result_table(["forecast", "status"], rows, ["indicator", "expected", "target", "note"], "得分", plan)
    assert repr(table).splitlines()[1:] == ["指标 预计全年 年度目标 说明", "新增高新技术企业 3 — 甲"]


def test_rules_have_their_fields_and_who_set_them_in_words():
    table = text_table("rules", ["rule", "source"], [["封顶", "assumption"], ["权重", "plan"]], "口径")
    assert repr(table).splitlines()[1:] == ["口径 来源", "封顶 假定", "权重 计划规定"]

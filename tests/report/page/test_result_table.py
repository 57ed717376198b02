import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.report.page.result_table import result_table


def test_numbers_stand_right_blanks_are_dashes_and_texts_are_escaped(plan):
    rows = pd.DataFrame({"grade": ["<优>", None], "score": [95.8333, float("nan")], "rank": [1, None]})
    rows = rows.astype({"rank": "Int64", "grade": "str"})
    table = result_table("scores", rows, ["grade", "score", "rank"], "得分", plan)
    assert repr(table).splitlines() == ["得分", "等次 得分 名次", "<优> 95.83 1", "— — —"]
    assert "&lt;优&gt;" in str(table.html)
    assert str(table.html).count('class="number"') == 6


def test_an_empty_one_says_so(plan):
    assert repr(result_table("scores", schemas.empty("scores"), ["period"], "得分", plan)).startswith("得分：没有")


def test_identifiers_are_words_shares_per_cent_and_an_own_way_of_writing_goes_before(plan):
    rows = pd.DataFrame({"indicator": ["new_hnte"], "completion": [0.5], "weight": [float("nan")]})
    columns = ["indicator", "completion", "weight"]
    table = result_table(
        "contributions", rows.astype({"indicator": "str"}), columns, "", plan, {"weight": lambda _: "无"}
    )
    assert repr(table).splitlines()[-1] == "新增高新技术企业 50.0% 无"

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.report.page.result_table import result_table, score, share


def test_numbers_stand_right_blanks_are_dashes_and_texts_are_escaped():
    rows = pd.DataFrame({"period": ["<2021>", None], "score": [95.8333, float("nan")], "rank": [1, None]})
    table = result_table(
        "scores", rows.astype({"rank": "Int64"}), ["period", "score", "rank"], "得分", {"score": score}
    )
    assert repr(table).splitlines() == ["得分", "期间 得分 名次", "<2021> 95.83 1", "— — —"]
    assert "&lt;2021&gt;" in str(table.html)
    assert str(table.html).count('class="number"') == 6


def test_an_empty_one_says_so():
    assert repr(result_table("scores", schemas.empty("scores"), ["period"], "得分", {})).startswith("得分：没有")


def test_a_blank_share_is_a_dash():
    assert (share(0.5), share(float("nan"))) == ("50.0%", "—")

import pandas as pd
import pytest

from panjin_kpi.report.progress.evidence_rows import listed


@pytest.fixture
def rows():
    about = ["indicator", "item", "amount", "occurred_on", "item_id", "submission", "file", "sheet", "file_row"]
    found = [
        ("activities", "<路演>", 1.0, pd.Timestamp("2021-03-01"), "A1", 3, "三月.xlsx", "事项明细", 2),
        ("activities", "培训", 1.0, pd.Timestamp("2021-03-02"), "A2", 3, "三月.xlsx", "事项明细", 3),
        ("guarantee_amount", "担保", 0.25, pd.Timestamp("2021-03-02"), "G1", 4, None, "事项明细", 2),
    ]
    return pd.DataFrame(found, columns=about)


def test_each_figure_is_folded_above_its_rows(rows, plan):
    page = listed(rows, plan)
    assert page._repr_html_().count("<details><summary>") == page._repr_html_().count("</details>") == 2
    lines = repr(page).splitlines()
    assert lines[0] == "举办创新创业活动：2场，2行明细"
    assert "2021-03-02 A2 培训 3 三月.xlsx 事项明细 3" in lines
    assert "科技融资担保金额：0.25亿元，1行明细" in lines
    assert "2021-03-02 G1 担保 0.25 4 — 事项明细 2" in lines


def test_what_somebody_wrote_is_escaped_and_where_there_is_no_row_there_is_a_sentence(rows, plan):
    assert "&lt;路演&gt;" in listed(rows, plan)._repr_html_()
    assert repr(listed(rows.iloc[:0], plan)) == "没有能佐证上报数的明细。"

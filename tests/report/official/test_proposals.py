from panjin_kpi.project import PROPOSALS
from panjin_kpi.report.official.proposals import drafted, taken


def test_a_persons_text_replaces_the_draft_a_line_a_proposal(tmp_path):
    assert taken(tmp_path, ["草稿"]) == (["草稿"], False)
    (tmp_path / PROPOSALS).write_bytes("建议甲。\r\n\r\n 建议乙。\n".encode("gb18030"))
    assert taken(tmp_path, ["草稿"]) == (["建议甲。", "建议乙。"], True)
    (tmp_path / PROPOSALS).write_text("\n \n", encoding="utf-8-sig")
    assert taken(tmp_path, ["草稿"]) == (["草稿"], False)


def test_each_kind_of_problem_has_its_proposal(frames, plan):
    found = drafted(frames, plan, "2021-06")
    assert found
    assert any("尚未登记的48项" in text for text in found)
    assert all(text.startswith("建议") and text.endswith("。") for text in found)

"""Every sentence of docs/plan.md has a row that names its tables, indicators and pages, all of which exist."""

import re

import pytest

from docs.generators.plan_coverage import KINDS, STATES, listed, plan_coverage
from panjin_kpi import schemas
from panjin_kpi.batch.jobs import reports
from panjin_kpi.project import ROOT, Project
from panjin_kpi.reference.reading import read_reference
from tests.plan import PLAN

TEXT = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
ROWS = read_reference(Project().reference, "coverage")
NUMERALS = "一二三四五六七八九十"
TASK_UNITS = re.compile(r"（(牵头单位：.*?)）")
# the parts of the text, in its order: the clause and the line before its first sentence
PARTS = {
    "文头": r"市政府各部门、直属机构：",
    "引言": r"（此件公开发布）\s+\S+ \S+实施方案\n",
    "一": r"\n一、总体要求",
    **{f"二、{number}": rf"\n{number}\. (?=.{{0,9}}工作目标)" for number in (1, 2)},
    "三": r"\n三、重点工作任务",
    **{f"三（{numeral}）": rf"\n（{numeral}）[^。\n]+。" for numeral in NUMERALS},
    **{f"四（{numeral}）": rf"\n（{numeral}）[^。\n]+。" for numeral in NUMERALS[:4]},
    "附件1": r"\n2\. 2021 年重点工作任务分解表\s+\S+ \S+工作专班\n",
    "附件1一": r"\n一、专班职责",
    "附件1二": r"\n二、组成成员",
    "附件1三": r"\n三、工作制度",
    **{f"附件2第{number}行": rf"\n{number}\t[^\t]*\t" for number in range(1, 19)},
}
# text between the parts that belongs to none of their sentences
BETWEEN = r"二、工作目标|四、保障措施|附件：1\.[\s\S]*|附件 2[\s\S]*|序号\t任务名称\t.*|抄送：[\s\S]*|（此件公开发布）"


def bare(text: str) -> str:
    return "".join(text.split()).translate(str.maketrans(",:;()", "，：；（）"))


def sentences(text: str) -> dict[str, list[str]]:
    """The sentences of each part of the plan, as the rows write them; of annex 2 the content and the goal."""
    found, at = [], 0
    for part, begins in PARTS.items():
        match = re.compile(begins).search(text, at)
        assert match, part
        found.append((part, match.start(), at := match.end()))
    ends = [start for _, start, _ in found[1:]] + [len(text)]
    by_part = {}
    for (part, _, start), end in zip(found, ends, strict=True):
        own = re.split(BETWEEN, text[start:end])[0]
        own = "。".join(own.split("\t")[:2]) if part.startswith("附件2") else own
        parts = [*re.split("[。；]", TASK_UNITS.sub("", bare(own))), *TASK_UNITS.findall(bare(own))]
        by_part[part] = [sentence for sentence in parts if sentence]
    return by_part


SENTENCES = sentences(TEXT)


def without_a_row(by_part: dict[str, list[str]]) -> list[tuple[str, str]]:
    rows = {(clause, row.sentence) for row in ROWS.itertuples() for clause in listed(row.clause)}
    return [(clause, sentence) for clause in by_part for sentence in by_part[clause] if (clause, sentence) not in rows]


def test_the_stored_page_is_what_the_reference_data_say():
    stored = (ROOT / "docs" / "plan_coverage.md").read_text(encoding="utf-8")
    assert stored == plan_coverage(), "run: make docs"


def test_every_sentence_of_the_plan_has_a_row():
    assert without_a_row(SENTENCES) == []


def test_a_sentence_that_is_new_in_the_text_is_found():
    changed = TEXT.replace("每月召开联席会议，", "每月召开联席会议。每季度听取汇报，").replace("1.6 亿元", "1.7 亿元")
    assert [clause for clause, _ in without_a_row(sentences(changed))] == ["四（三）", "四（三）", "附件2第8行"]


def test_every_row_stands_in_each_clause_that_it_cites():
    written = {(clause, sentence) for clause, own in SENTENCES.items() for sentence in own}
    assert [
        (clause, row.sentence)
        for row in ROWS.itertuples()
        for clause in listed(row.clause)
        if (clause, row.sentence) not in written
    ] == []


@pytest.mark.parametrize(
    ("column", "known"),
    [("held_in", schemas.names()), ("indicator", PLAN.indicator_names.known), ("page", reports())],
)
def test_every_table_indicator_and_page_of_a_row_is_there(column, known):
    assert [name for cell in ROWS[column] for name in listed(cell) if name not in known] == []


def test_every_target_is_in_the_row_of_a_sentence_of_each_clause_it_cites():
    covered = {
        (clause, name)
        for row in ROWS.itertuples()
        if "targets" in listed(row.held_in)
        for clause in listed(row.clause)
        for name in listed(row.indicator)
    }
    cited = {(clause, row.indicator) for row in PLAN.targets.itertuples() for clause in listed(row.clause)}
    assert cited == covered


@pytest.mark.parametrize(("states", "has"), [(("held", "free_text"), True), (("not_held", "no_record"), False)])
def test_what_is_held_has_a_table_and_a_page_and_nothing_else_has(states, has):
    rows = ROWS[ROWS["state"].isin(states)]
    assert rows[["held_in", "page"]].notna().to_numpy().all() == has
    assert rows[["held_in", "page"]].notna().to_numpy().any() == has


def test_whatever_is_not_held_says_why():
    unexplained = ROWS[(ROWS["state"] != "held") & ROWS["note"].isna()]
    assert set(unexplained["held_in"]) <= {"task_progress；task_status"}
    assert (ROWS["state"].eq("no_record") == ROWS["kind"].eq("purpose")).all()


def test_every_kind_and_state_has_a_word():
    checks = {
        name: set(schemas.schema("coverage").columns[name].checks[0].statistics["allowed_values"])
        for name in ("kind", "state")
    }
    assert checks == {"kind": set(KINDS), "state": set(STATES)}

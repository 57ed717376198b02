"""The reference data say word for word what docs/plan.md says."""

import re

import pandas as pd
import pytest

from panjin_kpi.project import ROOT
from panjin_kpi.reference.names import Names, UnknownName, normalised_key
from tests.plan import PLAN

TEXT = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
COLUMNS = ["task_no", "name", "content", "goal", "deadline", "lead", "responsible"]
ANNEX = [line.split("\t") for line in TEXT.split("2021 年重点工作任务分解表")[-1].splitlines() if line[:1].isdigit()]
ROWS = {int(cells[0]): dict(zip(COLUMNS, cells, strict=True)) for cells in ANNEX if len(cells) == len(COLUMNS)}


def bare(text: str) -> str:
    return "".join(text.split())


def between(start: str, end: str) -> str:
    return TEXT.split(start)[1].split(end)[0]


def clauses() -> dict[str, str]:
    goals = re.split(r"\n(\d)\. ", between("二、工作目标", "三、重点工作任务"))
    tasks = re.split(r"\n（([一二三四五六七八九十])）", between("三、重点工作任务", "四、保障措施"))
    named = {f"二、{number}": text for number, text in zip(goals[1::2], goals[2::2], strict=True)}
    named |= {f"三（{number}）": text for number, text in zip(tasks[1::2], tasks[2::2], strict=True)}
    measures = re.split(r"\n（([一二三四])）", between("四、保障措施", "附件：1"))
    named |= {f"四（{number}）": text for number, text in zip(measures[1::2], measures[2::2], strict=True)}
    named |= {"附件1二": between("二、组成成员", "三、工作制度"), "附件1三": between("三、工作制度", "附件 2")}
    named |= {f"附件2第{number}行": row["goal"] for number, row in ROWS.items()}
    return {name: bare(text) for name, text in named.items()}


CLAUSES = clauses()
WORDED = pd.concat([PLAN.targets, PLAN.five_year.rename(columns={"target_2025": "target"})], ignore_index=True)


def each(table: pd.DataFrame, *key: str) -> pytest.MarkDecorator:
    rows = [pytest.param(row, id="-".join(str(getattr(row, column)) for column in key)) for row in table.itertuples()]
    return pytest.mark.parametrize("row", rows)


def units(cell: str, names: Names) -> list[str]:
    found, name = [], ""
    for part in re.split(r"[\s、]+", re.sub(r"各县区[\s、]*经济区", "各县区经济区", cell)):
        name += part
        try:
            found.append(names.resolve(name))
        except UnknownName:
            continue
        name = ""
    assert name == "", f"unknown unit in {cell}"
    return found


def test_the_text_is_complete():
    numerals = "一二三四五六七八九十"
    rows = [f"附件2第{number}行" for number in range(1, 19)]
    body = [f"三（{numeral}）" for numeral in numerals] + [f"四（{numeral}）" for numeral in numerals[:4]]
    assert list(CLAUSES) == ["二、1", "二、2", *body, "附件1二", "附件1三", *rows]


@each(WORDED, "scope", "indicator")
def test_a_wording_stands_verbatim_in_a_clause_it_cites(row):
    cited = row.clause.split("；")
    assert set(cited) <= set(CLAUSES)
    assert any(bare(row.wording) in CLAUSES[clause] for clause in cited)


@each(PLAN.targets, "scope", "indicator")
def test_every_cited_clause_states_the_number(row):
    unit = PLAN.by_indicator.at[row.indicator, "unit"]
    number = "(?:1|一)" if row.target == 1 else re.escape(f"{row.target:g}")
    words = {"park_coverage": "全覆盖", "mentor_pools": "创业导师库"}
    pattern = words.get(row.indicator, rf"(?<![\d.]){number}(?:—\d+)?{unit}")
    assert [clause for clause in row.clause.split("；") if not re.search(pattern, CLAUSES[clause])] == []


def stated(wording: str, unit: str) -> tuple[float, float | None]:
    if "全覆盖" in wording:
        return 100, None
    number = re.search(rf"([\d.]+|一)(?:—(\d+))?{unit}", wording)
    if number is None:
        assert wording == "建立创业导师库"
        return 1, None
    return float(number[1].replace("一", "1")), float(number[2]) if number[2] else None


@each(PLAN.targets, "scope", "indicator")
def test_the_number_in_a_wording_is_the_target_in_the_indicators_unit(row):
    unit = PLAN.by_indicator.at[row.indicator, "unit"]
    assert stated(bare(row.wording), unit) == (row.target, None if pd.isna(row.upper) else row.upper)


@each(PLAN.five_year, "indicator")
def test_the_number_in_a_five_year_wording_is_the_target(row):
    assert stated(row.wording, "家") == (row.target_2025, None)
    assert row.kind == ("flow" if "新培育" in row.wording else "stock")


@each(PLAN.targets, "scope", "indicator")
def test_bound_is_what_the_wording_says(row):
    assert row.bound == ("ge" if "以上" in row.wording else "range" if "—" in row.wording else "eq")


@each(PLAN.targets, "scope", "indicator")
def test_a_districts_wording_names_the_district(row):
    assert row.scope == "city" or row.wording.startswith(PLAN.district_names[row.scope])


@each(PLAN.tasks, "task_no")
def test_a_task_is_its_row_of_annex_2(row):
    named = next(ROWS[number]["name"] for number in range(row.task_no, 0, -1) if ROWS[number]["name"])
    assert bare(row.name) == bare(named)
    for column in ("content", "goal", "deadline"):
        assert bare(getattr(row, column)) == bare(ROWS[row.task_no][column])
    for role in ("lead", "responsible"):
        mine = (PLAN.task_units["task_no"] == row.task_no) & (PLAN.task_units["role"] == role)
        assert list(PLAN.task_units.loc[mine, "unit"]) == units(ROWS[row.task_no][role], PLAN.unit_names)


@each(PLAN.tasks, "task_no")
def test_a_task_belongs_to_the_clause_of_its_name(row):
    assert CLAUSES[row.clause].startswith(f"{bare(row.name)}。")
    assert row.due_on == "2021-12-31" if row.deadline == "12月31日" else pd.isna(row.due_on)


@pytest.mark.parametrize("clause", [clause for clause in CLAUSES if clause.startswith("三（")])
def test_a_clauses_units_are_those_it_names(clause):
    lead, responsible = re.search(r"（牵头单位：([^；]+)；责任单位：([^）]+)）", CLAUSES[clause]).groups()
    for role, units_named in (("lead", lead), ("responsible", responsible)):
        mine = (PLAN.clause_units["clause"] == clause) & (PLAN.clause_units["role"] == role)
        assert list(PLAN.clause_units.loc[mine, "unit"]) == units(units_named, PLAN.unit_names)
    assert set(PLAN.clause_units["clause"]) <= set(CLAUSES)


@each(PLAN.wordings, "subject")
def test_what_body_and_annex_call_differently_stands_so_in_both(row):
    annex = CLAUSES[row.annex_clause] if pd.isna(row.task_no) else bare("".join(ROWS[row.task_no].values()))
    assert row.body in CLAUSES[row.body_clause]
    assert row.annex in annex
    assert row.body not in annex


def test_the_units_with_a_member_are_those_that_annex_1_lists():
    listed = re.findall(r"[^，、。]+", CLAUSES["附件1二"].split("来自市政府，")[1].split("。")[0])
    members = PLAN.units[PLAN.units["member_by"] == "附件1二"]
    assert {PLAN.unit_names.resolve(name) for name in listed} == set(members["unit"])


@each(PLAN.indicators, "indicator")
def test_an_indicator_belongs_to_a_task_whose_clause_or_row_it_is_cited_from(row):
    cited = set("；".join(PLAN.targets.loc[PLAN.targets["indicator"] == row.indicator, "clause"]).split("；"))
    clause = PLAN.tasks.set_index("task_no").at[row.task_no, "clause"]
    assert cited & {f"附件2第{row.task_no}行", clause} or row.indicator == "park_coverage"


@each(PLAN.indicators, "indicator")
def test_origin_says_where_the_number_stands(row):
    cited = set("；".join(PLAN.targets.loc[PLAN.targets["indicator"] == row.indicator, "clause"]).split("；"))
    annex = {clause for clause in cited if clause.startswith("附件2")}
    assert row.origin == ("both" if annex and cited - annex else "annex" if annex else "body")


def test_no_natural_person_is_named():
    members = [line for line in between("二、组成成员", "三、工作制度").splitlines() if line.strip()]
    assert all("略" in line and "\t" not in line for line in members)
    headed = re.compile(r"^\s*(?:组\s*长|副\s*组\s*长|成\s*员|主\s*任|副\s*主\s*任)\s*[:：\t]", re.MULTILINE)
    assert headed.findall(TEXT) == []
    assert re.findall(r"由\S{2,12}兼任|同志|1[3-9]\d{9}", TEXT) == []


def test_variants_of_the_plan_are_kept_in_the_text_and_known_as_aliases():
    assert "市产业技术创新工程中心" in CLAUSES["三（三）"]
    assert normalised_key("市产业技术创新工程中心") in {normalised_key(alias) for alias in PLAN.unit_names.aliases}
    assert "东北科技大市场and北京市科技情报所" in CLAUSES["三（九）"]

import dataclasses
import shutil
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import yaml
from openpyxl import load_workbook

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.analysis.registry import GIVEN, nodes, sources, value
from panjin_kpi.analysis.results import results
from panjin_kpi.errors import FiguresDisagree
from panjin_kpi.project import SCHEMAS
from panjin_kpi.report.workbook.book import ResultsWorkbook

SPOILED = {
    "scores": lambda scores: scores.assign(score=scores["score"] + 1),
    "evidence_rows": lambda rows: rows.iloc[1:],
    "holders": lambda holders: holders.iloc[1:],
    "transitions": lambda moved: moved.assign(enterprises=moved["enterprises"] + 1),
    "forecast": lambda forecast: forecast.assign(probability=1.01),
}


def test_a_result_that_changes_with_a_table_names_it(sampled, plan):
    """Nodes that do not depend on the table are reused; all others, also conditional ones, are computed again."""
    few = sampled | {"enterprises": sampled["enterprises"].head(40)}
    few |= {"plan": plan, "period": "2021-08", "as_of": date(2021, 8, 31)}
    before = dict(few)
    for node in registry.result_nodes().values():
        value(node.name, before)
    for table in schemas.SUBMITTED:
        after = few | {table: few[table].iloc[::2]}
        after |= {name: before[name] for name in nodes() if name in before and table not in reached(name)}
        changed = {
            file
            for file, node in registry.result_nodes().items()
            if not before[node.name].equals(value(node.name, after))
        }
        assert changed, table
        assert not {name for name in changed if table not in sources(name, plan)}, table


def reached(name):
    """All needs of a node, direct and indirect, conditional ones included."""
    needs = nodes()[name].needs.values() if name in nodes() else ()
    return {name}.union(*map(reached, needs))


def test_scores_on_evidence_and_penalties_have_more_sources(plan):
    rules = plan.assessment
    penalty = rules.penalty.value.model_copy(update={"enabled": True})
    other = dataclasses.replace(plan, assessment=rules.changed(default_basis="evidenced", penalty=penalty))
    assert {"recognitions", "task_progress", "progress"} <= sources("scores", other)
    assert "task_progress" not in sources("contributions", other)
    assert sources("status", other) == {"progress"}


def test_whatever_a_node_needs_is_there():
    known = {*schemas.SUBMITTED, *GIVEN, *nodes()}
    assert {need for node in nodes().values() for need in node.needs.values()} <= known


def test_every_result_has_a_position_and_a_schema_of_its_own():
    shown = [node for node in nodes().values() if node.position]
    assert len({node.position for node in shown}) == len(shown)
    assert {node.name for node in shown} <= set(schemas.names())


def test_what_several_results_need_is_computed_once(sampled, plan, monkeypatch):
    calls = []
    counted = {
        name: dataclasses.replace(
            node, function=lambda _node=node, **needs: (calls.append(_node.name), _node.function(**needs))[1]
        )
        for name, node in nodes().items()
    }
    monkeypatch.setattr(registry, "nodes", lambda: counted)
    results(sampled, plan, "2021-12")
    assert {"year_grid", "tenures", "holding", "financial_history"} <= set(calls)
    assert len(calls) == len(set(calls))


def test_results_that_contradict_one_another_are_refused_by_the_check_that_compares_them(sampled, plan):
    known = sampled | {"plan": plan, "period": "2021-08", "as_of": date(2021, 8, 31)}
    for node in registry.result_nodes().values():
        value(node.name, known)
    registry.compute(known)
    refusals = []
    for name, spoiled in SPOILED.items():
        with pytest.raises(FiguresDisagree) as refused:
            registry.compute(known | {name: spoiled(known[name])})
        refusals.append(str(refused.value))
    assert [sum(sentence in refusal for refusal in refusals) for sentence, _ in registry._checks] == [1] * len(SPOILED)


def test_a_decorator_that_names_no_parameter_is_a_mistake_in_the_program():
    with pytest.raises(TypeError, match="has no parameter nonsense"):
        registry.intermediate(nonsense="status")(lambda status: status)


@pytest.mark.slow
def test_a_further_result_is_a_function_and_its_schema(tmp_path, plan, monkeypatch):
    """Nothing else lists it: it is computed, written as CSV and as a sheet, and its sources are known."""
    folder = shutil.copytree(SCHEMAS, tmp_path / "schemas")
    column = {"dtype": "str", "title": "地区", "description": "虚构。"}
    about = {"name": "exercise", "title": "虚构的结果表", "description": "虚构。", "strict": True, "coerce": True}
    about |= {"schema_type": "dataframe", "columns": {"district": column}, "unique": ["district"]}
    (folder / "exercise.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr("panjin_kpi.schemas.loading.SCHEMAS", folder)
    monkeypatch.setattr(registry, "_nodes", dict(nodes()))

    @registry.result(999)
    def exercise(scores):
        return scores[["district"]]

    monkeypatch.setattr(registry, "nodes", registry.nodes.__wrapped__)
    monkeypatch.setattr(registry, "result_nodes", registry.result_nodes.__wrapped__)
    assert list(registry.result_nodes())[-1] == "exercise"
    assert sources("exercise", plan) == {"progress"}
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    made = registry.compute(tables | {"plan": plan, "period": "2021-06", "as_of": date(2021, 6, 30)})["exercise"]
    assert len(schemas.faults("exercise", made)[0]) == len(plan.districts)
    book = ResultsWorkbook(plan, "2021-06")
    book.add("exercise", made)
    written = load_workbook(BytesIO(book.content({}, datetime(2021, 7, 1, tzinfo=UTC))))
    assert written["虚构的结果表"].max_row == 3 + len(made)

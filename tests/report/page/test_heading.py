from dataclasses import replace

from panjin_kpi.report.page.heading import TERMS, glossary, paragraphs, titled, whom_to_ask
from tests.plan import PLAN


def test_what_a_page_is_about_and_says_is_text_whatever_it_holds():
    assert "<b>" not in titled("<b>", "<b>", "internal").html + paragraphs(["<b>"]).html


def test_only_the_terms_of_the_page_are_explained_and_none_in_its_style():
    found = str(glossary("<style>.存量{}</style><p>各地区的得分</p>", ""))
    assert found.count("<dt>") == 1
    assert "<dt>得分</dt>" in found


def test_another_plan_names_its_own_document_and_units():
    document = PLAN.assessment.document.model_copy(update={"value": "示例方案"})
    bureau = PLAN.units["unit"] == "sci_tech_bureau"
    named = PLAN.units.assign(name=PLAN.units["name"].mask(bureau, "示例局"))
    plan = replace(PLAN, units=named, assessment=PLAN.assessment.model_copy(update={"document": document}))
    assert "工作专班办公室（设在示例局，示例方案附件1）询问" in whom_to_ask(plan)
    assert "工作专班办公室（示例方案附件1）询问" in whom_to_ask(replace(plan, units=named[~bureau]))


def test_every_status_of_an_indicator_that_needs_words_and_every_tier_that_has_a_target_is_explained():
    plan = PLAN
    words = plan.assessment.lights.words.value
    assert {words[level] for level in ("unreported", "not_allocated", "not_due")} <= set(TERMS)
    assert all(meaning.endswith("。") for meaning in TERMS.values())

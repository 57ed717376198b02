from panjin_kpi.reference.labels import words_by_column


def test_every_list_of_words_is_the_column_of_its_name(plan):
    words = words_by_column(plan)
    assert {name: words[name] for name in plan.words_of} == {name: own.known for name, own in plan.words_of.items()}


def test_a_unit_and_a_district_may_report_and_own(plan):
    words = words_by_column(plan)
    assert words["reporter"] == words["owner"]
    assert (words["owner"]["ip_bureau"], words["owner"]["dawa"]) == ("市知识产权局", "大洼区")
    assert "ip_bureau" not in words["scope"]

from panjin_kpi.reference import labels


def test_an_enterprise_in_no_district_is_labelled_unresolved(plan):
    assert labels.scope_name(plan, "dawa") == "大洼区"
    assert {labels.scope_name(plan, blank) for blank in (None, float("nan"), "city")} == {"归属未定"}


def test_every_closed_list_has_its_words(plan):
    assert labels.criterion_name(plan, "sme_staff") == "职工总数不超过500人"
    assert labels.criterion_name(plan, "unknown_one") == "unknown_one"

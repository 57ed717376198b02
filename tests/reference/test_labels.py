import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis import registry
from panjin_kpi.reference.labels import UNDECIDED_ALONE as ALONE
from panjin_kpi.reference.labels import probability_label, to_labels
from tests.plan import PLAN

LISTS = [
    (table, name, check.statistics["allowed_values"])
    for table in [node.name for node in registry.result_nodes().values()]
    for name, column in schemas.schema(table).columns.items()
    for check in column.checks
    if check.name == "isin" and str(column.dtype).startswith("str")
]


def labels_of(table, column, *texts):
    frame = pd.DataFrame({column: pd.Series(list(texts), dtype="str")})
    return to_labels(PLAN, table, frame)[column].tolist()


@pytest.mark.parametrize(("table", "name", "values"), LISTS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_identifier_of_a_closed_list_has_a_word_of_its_own(table, name, values):
    words = labels_of(table, name, *values)
    assert [word for word in words if any(letter.isascii() and letter.isalpha() for letter in word)] == []
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("table", "column", "identifier", "word"),
    [
        ("status", "scope", "city", "全市"),
        ("holders", "scope", "city", "归属未定"),
        ("expiring", "scope", "dawa", "大洼区"),
        ("attribution_counts", "scope", "unresolved", "归属未定"),
        ("attribution_counts", "scope", "city", "全市"),
        ("timeliness", "reporter", "ip_bureau", "市知识产权局"),
        ("bulletin_candidates", "months", "2021-11+2021-12", "2021年11月至12月"),
        ("eligibility", "criterion", "overall", "总结论"),
        ("eligibility", "criterion", "sme_staff", "职工总数不超过500人"),
        ("candidates", "figure", "rd_expense_wan", "研发费用"),
        ("tier_overlap", "combination", "hnte+eaglet", "高新技术企业＋雏鹰企业"),
        ("transitions", "from_tier", "none", "无层级"),
        ("outlook", "indicator", "carriers_national", "国家级载体"),
        ("rewards", "basis", "hnte", "高新技术企业"),
        ("rewards", "basis", "talents", "引进高端创新人才"),
        ("expiry_calendar", "month", "2021-12", "2021-12"),
        ("carrier_results", "kind", "众创空间", "众创空间"),
    ],
)
def test_a_word_depends_on_the_table_where_a_name_means_several_things(table, column, identifier, word):
    assert labels_of(table, column, identifier) == [word]


def test_blanks_stay_blank_and_what_has_no_word_is_written_as_it_is():
    assert labels_of("status", "scope", "nowhere") == ["nowhere"]
    frame = pd.DataFrame({"indicator": pd.Series([None, "new_hnte"], dtype="str")})
    frame["overdue"] = pd.array([pd.NA, True], dtype="boolean")
    worded = to_labels(PLAN, "status", frame)
    assert worded.isna().to_numpy().tolist() == [[True, True], [False, False]]
    assert worded.iloc[1].tolist() == ["新增高新技术企业", "是"]


def test_what_only_undecided_enterprises_lack_is_no_overstatement_in_words():
    rows = pd.DataFrame({"reported": [2.0, 2.0, 2.0, 1.0, 2.0, 4.0], "evidenced": [1.0, 1.0, 0.0, 1.0, 1.0, 1.0]})
    rows["verdict"] = ["多报", "多报", "无佐证", "一致", "多报", "多报"]
    # results of earlier versions do not count them; a figure may be short of more of them than it counts
    rows["undecided"] = pd.array([1, None, 2, 1, 2, 2], dtype="Int64")
    assert to_labels(PLAN, "evidence", rows)["verdict"].tolist() == [ALONE, "多报", ALONE, "一致", ALONE, "多报"]
    assert to_labels(PLAN, "evidence", rows[["verdict"]])["verdict"].tolist() == rows["verdict"].tolist()


def test_what_is_missed_at_the_year_s_end_is_not_called_better_or_overtaken_in_words(plan):
    rows = [("2021-12", "behind", "slightly_behind", "变好"), ("2021-12", "on_pace", "behind", "要求提高")]
    rows += [("2021-12", "behind", "far_behind", "变差"), ("2021-12", "behind", "done", "变好")]
    rows += [("2021-11", "behind", "slightly_behind", "变好")]
    changes = pd.DataFrame(rows, columns=["period", "light_before", "light", "change"]).assign(indicator="teams")
    assert to_labels(plan, "light_changes", changes)["change"].tolist() == [
        "到年末没有完成", "到年末没有完成", "变差", "变好", "变好",
    ]  # fmt: skip


def test_every_list_of_words_is_the_column_of_its_name(plan):
    for name, own in plan.words_of.items():
        assert labels_of("", name, *own.known) == list(own.known.values())


@pytest.mark.parametrize("column", ["reporter", "owner"])
def test_a_unit_and_a_district_may_report_and_own(column):
    assert labels_of("", column, "ip_bureau", "dawa") == ["市知识产权局", "大洼区"]
    assert labels_of("", "scope", "ip_bureau") == ["ip_bureau"]


WORDS = ["基本无望", "较难", "五五开", "很可能", "几乎确定"]


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1, "几乎确定"),
        (0.95, "几乎确定"),
        (0.9499, "很可能"),
        (0.75, "很可能"),
        (0.7499, "五五开"),
        (0.4, "五五开"),
        (0.3999, "较难"),
        (0.1, "较难"),
        (0.0999, "基本无望"),
        (0, "基本无望"),
        (float("nan"), "—"),
    ],
)
def test_words_at_their_bounds(plan, probability, word):
    assert probability_label(plan, probability) == word


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_likely_is_never_labelled_as_less(one, other):
    least, most = sorted([one, other])
    assert WORDS.index(probability_label(PLAN, least)) <= WORDS.index(probability_label(PLAN, most))


def test_a_yes_or_no_is_a_word_whatever_type_it_is_kept_in():
    for kind in ("object", "boolean"):
        rows = pd.DataFrame({"service_station": pd.Series([True, False, None], dtype=kind)})
        written = to_labels(PLAN, "carriers", rows)["service_station"]
        assert written[:2].tolist() == ["是", "否"], kind
        assert written.isna().tolist() == [False, False, True], kind

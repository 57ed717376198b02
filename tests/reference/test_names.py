import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.reference.names import (
    INVISIBLE,
    Names,
    UnknownName,
    is_formula_error,
    normalised_key,
    one_form,
    shortened,
    stands_for_blank,
    stored_key,
    visible,
)
from tests.plan import PLAN

KINDS = {"district": PLAN.district_names, "indicator": PLAN.indicator_names, "unit": PLAN.unit_names}
WRITTEN = [
    (kind, text, id_)
    for kind, names in KINDS.items()
    for text, id_ in [*names.aliases.items(), *((name, id_) for id_, name in names.known.items())]
]
SPACES = ["", "", " ", "\u3000", "\t", "\u00a0"]


def wide(character: str) -> str:
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


@pytest.mark.parametrize("kind", KINDS)
def test_identifiers_and_names_mean_themselves(kind):
    names = KINDS[kind]
    assert [names.resolve(id_) for id_ in names.known] == list(names.known)
    assert [names.resolve(name) for name in names.known.values()] == list(names.known)


@pytest.mark.parametrize(("kind", "alias", "id_"), PLAN.aliases.to_numpy().tolist())
def test_every_alias_means_a_known_thing(kind, alias, id_):
    if kind == "carrier":
        assert id_ != alias
    else:
        assert id_ in KINDS[kind]
        assert KINDS[kind].resolve(alias) == id_


@pytest.mark.parametrize("kind", KINDS)
def test_an_alias_is_like_no_other_name_more_than_its_own(kind):
    known = KINDS[kind].known
    shared = {alias: {id_: len(set(alias) & set(name)) for id_, name in known.items()} for alias in KINDS[kind].aliases}
    astray = [alias for alias, id_ in KINDS[kind].aliases.items() if shared[alias][id_] < max(shared[alias].values())]
    assert (
        astray
        == {
            "district": ["盘锦辽滨沿海经济区", "盘锦辽滨沿海经济技术开发区", "盘锦市"],
            "unit": ["高新技术产业开发区", "盘锦市科学技术局"],
            "indicator": [],
        }[kind]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_spelling_means_two_things(kind):
    meanings: dict[str, set[str]] = {}
    for of_kind, text, id_ in WRITTEN + [(kind, id_, id_) for id_ in KINDS[kind].known]:
        if of_kind == kind:
            meanings.setdefault(normalised_key(text), set()).add(id_)
    assert {text: ids for text, ids in meanings.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("kind", "text", "id_"),
    [
        ("district", "盘锦高新区", "gaoxin"),
        ("district", "高新技术产业开发区", "gaoxin"),
        ("district", "辽东湾　新区", "liaodongwan"),
        ("district", "ＧＡＯＸＩＮ", "gaoxin"),
        ("district", "全市", "city"),
        ("district", "盘锦市", "city"),
        ("unit", "高新技术产业开发区", "gaoxin"),
        ("indicator", "新增在孵企业及团队", "incubatees"),
        ("indicator", "科技型中小微企业", "new_sci_tech_sme"),
        ("unit", "市产业技术创新工程中心", "innovation_center"),
        ("unit", "市产业技术 创研工程中心", "innovation_center"),
        ("unit", "各县区 经济区", "districts"),
        ("unit", "盘锦市科技融资担保有限公司", "guarantee_company"),
        ("unit", "大工产业技术研究院", "dut_institute"),
    ],
)
def test_the_variants_found_in_the_plan_are_one_thing(kind, text, id_):
    assert KINDS[kind].resolve(text) == id_


@given(st.sampled_from(WRITTEN), st.data())
def test_spaces_and_full_width_forms_never_change_the_meaning(written, data):
    kind, text, id_ = written
    varied = "".join(
        data.draw(st.sampled_from(SPACES)) + (wide(character) if data.draw(st.booleans()) else character)
        for character in text
    )
    assert KINDS[kind].resolve(varied) == id_


@given(st.sampled_from(list(PLAN.indicator_names.known)), st.data())
def test_identifiers_may_be_typed_in_any_case_and_width(id_, data):
    varied = "".join(data.draw(st.sampled_from([c, c.upper(), wide(c), wide(c.upper())])) for c in id_)
    assert PLAN.indicator_names.resolve(varied) == id_


@pytest.mark.parametrize(
    ("kind", "text", "near"),
    [
        ("district", "兴隆区", ["兴隆台区"]),
        ("district", "大洼新区", ["大洼区"]),
        ("indicator", "新增高新技木企业", ["新增高新技术企业"]),
        ("unit", "市科枝局", ["市科技局"]),
    ],
)
def test_a_slip_is_answered_with_the_nearest_known_name(kind, text, near):
    with pytest.raises(UnknownName) as caught:
        KINDS[kind].resolve(text)
    assert caught.value.near == near
    assert str(caught.value) == f"没有“{text}”这个{KINDS[kind].what}，是不是“{near[0]}”？"


@pytest.mark.parametrize("text", ["北京", "xyz", "", "12345"])
def test_a_wholly_strange_name_is_answered_without_a_guess(text):
    with pytest.raises(UnknownName, match=f"^没有“{text}”这个地区。$") as caught:
        PLAN.district_names.resolve(text)
    assert caught.value.near == []


@pytest.mark.parametrize("text", ["省级技术创新中心", "新建省级企业工程技术研发中心", "高新技术企业存量", "高企总数"])
def test_another_level_or_a_stock_is_not_answered_with_an_indicator_that_counts_something_else(text):
    with pytest.raises(UnknownName) as caught:
        PLAN.indicator_names.resolve(text)
    assert caught.value.near == []


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (PLAN.words_of["tier"], "潜在独角兽"),
        (PLAN.words_of["tier"], "拟认定高新技术企业"),
        (PLAN.words_of["tier"], "高新技术后备企业"),
        (PLAN.indicator_names, "培育库高新技术企业"),
        (PLAN.indicator_names, "重新认定高新技术企业"),
        (PLAN.indicator_names, "退出在孵企业"),
        (PLAN.indicator_names, "担保余额"),
        (PLAN.indicator_names, "担保户数"),
        *((PLAN.district_names, text) for text in ("示例盘山县", "盘山县（作废）")),
    ],
)
def test_what_is_not_yet_or_no_longer_one_is_not_answered_with_it(names, text):
    with pytest.raises(UnknownName) as caught:
        names.resolve(text)
    assert caught.value.near == []


@pytest.mark.parametrize(
    ("text", "id_"),
    [("新增高新技术企业（家）", "new_hnte"), ("活动(场)", "activities"), ("担保金额（亿元）", "guarantee_amount")],
)
def test_an_indicator_is_known_with_its_unit_as_tables_write_it_and_not_with_another(text, id_):
    assert PLAN.indicator_names.resolve(text) == id_
    with pytest.raises(UnknownName):
        PLAN.indicator_names.resolve(text.replace("家", "万元").replace("场", "次").replace("亿", "万"))


@pytest.mark.parametrize("unit", ["科技局", "科学技术局", "财政局", "商务局", "知识产权局", "金融发展局"])
def test_bureaus_are_known_with_the_name_of_the_city(unit):
    assert PLAN.unit_names.resolve(f"盘锦市{unit}") == PLAN.unit_names.resolve(f"市{unit}")


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("辽滨经济区", "liaodongwan"),
        ("盘锦辽滨沿海经济技术开发区", "liaodongwan"),
        ("辽东湾新区管理委员会", "liaodongwan"),
        ("高新区管委会", "gaoxin"),
        ("盘锦高新技术产业开发区管理委员会", "gaoxin"),
        ("盘锦市大洼县", "dawa"),
    ],
)
def test_former_and_official_names_of_districts_are_known(text, id_):
    assert PLAN.district_names.resolve(text) == id_


def test_an_identifier_beats_a_name_and_a_name_beats_an_alias():
    names = Names("地区", {"a": "甲", "b": "乙"}, {"甲": "b", "a": "b", "丙": "nobody"})
    assert (names.resolve("a"), names.resolve("甲")) == ("a", "a")
    with pytest.raises(UnknownName):
        names.resolve("丙")


def test_gives_the_name_of_an_identifier():
    assert PLAN.district_names["city"] == "全市"
    assert "gaoxin" in PLAN.district_names
    assert "高新区" not in PLAN.district_names


ZERO_WIDTH = ["\u200b", "\u200d", "\u200e", "\u202c", "\u2060", "\u00ad", "\ufeff", "\ufe0f", "\U000e0100", "\u180e"]
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize("fold", [visible, one_form, normalised_key, stored_key])
@given(ANY)
def test_folding_what_is_folded_changes_nothing(fold, text):
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_visible_characters_never_vanish(text):
    kept = visible(text)
    assert [c for c in text if c not in kept] == [c for c in text if INVISIBLE.fullmatch(c)]
    seen = any(unicodedata.category(c)[0] in "LNPS" for c in kept)
    assert bool(normalised_key(text)) >= seen
    assert bool(stored_key(text)) >= seen


def test_every_format_character_that_shows_nothing_is_invisible():
    shown = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}  # signs that stand around numbers and words of these scripts
    formats = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"}
    left = {c for c in formats if not INVISIBLE.fullmatch(c)}
    assert {unicodedata.name(c).split()[0] for c in left} <= shown


@given(st.sampled_from(WRITTEN), st.data())
def test_a_name_is_known_with_anything_invisible_in_it(written, data):
    kind, text, id_ = written
    varied = "".join(data.draw(st.sampled_from(["", *ZERO_WIDTH, "\r\n"])) + character for character in text)
    assert KINDS[kind].resolve(varied) == id_


@given(st.text("盘锦示例创客空间（东区）HDa-01", min_size=1, max_size=12), st.data())
def test_a_key_is_stored_alike_however_it_is_spelt(text, data):
    between = st.sampled_from(["", "", " ", "\n", "\u3000", "\u00a0", *ZERO_WIDTH])
    dashes = st.sampled_from("-—–－‑−")
    form = st.sampled_from([str, str.upper, str.lower, wide])
    varied = "".join(
        data.draw(between) + (data.draw(dashes) if c == "-" else data.draw(form)(c)) + data.draw(between) for c in text
    )
    assert stored_key(varied) == stored_key(text)


@pytest.mark.parametrize(("one", "other"), [("①", "1"), ("10³", "103"), ("x²", "x2"), ("1-2", "12"), ("E1", "E01")])
def test_numbers_that_look_different_are_different(one, other):
    assert stored_key(one) != stored_key(other)


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "-", "—", "——", "/", "\\", "。", "无", "暂无", "#N/A", "＃Ｎ／Ａ", "N/A", "…"]
)
def test_what_stands_for_a_blank_says_nothing(text):
    assert stands_for_blank(text)


@pytest.mark.parametrize("text", ["剔除重复1家", "③", "无锡", "1", "x", "无重复"])
def test_what_says_anything_says_something(text):
    assert not stands_for_blank(text)


@pytest.mark.parametrize(
    "text", ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "Err:502", "#n/a "]
)
def test_errors_of_formulas_are_known(text):
    assert is_formula_error(text)


def test_a_message_quotes_what_is_to_be_seen():
    assert shortened("兴隆\u200b台区\ufeff") == "兴隆台区"


def test_names_that_are_equally_near_are_all_suggested_and_few_choices_are_named(plan):
    asked = {"新认定": "，是不是“重新认定”或“认定”？", "续认定": "。", "复审": "。"}
    for text, suggested in asked.items():
        with pytest.raises(UnknownName) as caught:
            plan.words_of["event"].resolve(text)
        assert str(caught.value) == f"没有“{text}”这个事件{suggested}"
        assert caught.value.remedy == "请从认定、重新认定、撤销中选填"
    assert UnknownName("地区", "兴隆区", ["兴隆台区"], plan.district_names.known.values()).remedy == "请改用规范名称"


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("盘山县科学技术局", "，是不是“盘山县”？"),
        ("大洼区科技局", "，是不是“大洼区”？"),
        ("大洼区辽东湾新区", "，是不是“辽东湾新区”？"),
        ("省科技厅", "。"),
    ],
)
def test_a_district_s_own_bureau_is_answered_with_the_district_and_the_province_s_with_nobody(plan, text, suggested):
    with pytest.raises(UnknownName) as caught:
        plan.reporters.resolve(text)
    assert str(caught.value) == f"没有“{text}”这个单位{suggested}"

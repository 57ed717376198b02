import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.reference.names import Names, UnknownName, normalised_key
from panjin_kpi.reference.plan import Plan

PLAN = Plan.load()
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
    assert astray == {"district": ["盘锦市"], "unit": ["高新技术产业开发区"], "indicator": []}[kind]


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


def test_an_identifier_beats_a_name_and_a_name_beats_an_alias():
    names = Names("地区", {"a": "甲", "b": "乙"}, {"甲": "b", "a": "b", "丙": "nobody"})
    assert (names.resolve("a"), names.resolve("甲")) == ("a", "a")
    with pytest.raises(UnknownName):
        names.resolve("丙")


def test_gives_the_name_of_an_identifier():
    assert PLAN.district_names["city"] == "全市"
    assert "gaoxin" in PLAN.district_names
    assert "高新区" not in PLAN.district_names

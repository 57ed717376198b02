import re
from datetime import date

import pytest
import yaml

from panjin_kpi import schemas
from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.project import Project
from panjin_kpi.reference.settings.tier_criteria import Banded, Manual
from panjin_kpi.reference.settings.tiers import Tiers
from tests.plan import PLAN

PATH = Project().reference / "tiers.yaml"
TEXT = PATH.read_text(encoding="utf-8")
TIERS = Tiers.load(PATH)
CRITERIA = [pytest.param(tier, criterion, id=criterion.id) for tier, criterion in TIERS.criteria()]


@pytest.fixture
def load(tmp_path):
    def edited(old, new):
        assert old in TEXT
        (tmp_path / "tiers.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return Tiers.load(tmp_path / "tiers.yaml")

    return edited


def bands(name):
    tier = next(tier for tier, criterion in TIERS.criteria() if criterion.id == name)
    return [(band.bound, band.points) for band in TIERS.tiers[tier].by_id[name].bands]


@pytest.mark.parametrize(("tier", "criterion"), CRITERIA)
def test_every_criterion_says_where_it_stands_and_is_used(tier, criterion):
    assert criterion.document
    assert criterion.clause
    assert re.fullmatch(r"20[0-9]{2}(-[0-9]{2}-[0-9]{2})?", criterion.valid_from)
    used = {name for other in TIERS.tiers[tier].criteria for name in other.uses}
    assert criterion.role == "beside" or criterion.role == "required" or criterion.id in used


def test_the_ladder_is_the_one_of_the_contract_and_its_indicators_are_the_plans():
    assert list(TIERS.tiers) == ["sci_tech_sme", "hnte", "eaglet", "gazelle", "unicorn"]
    indicators = [tier.indicator for tier in TIERS.tiers.values()]
    assert indicators == ["new_sci_tech_sme", "new_hnte", "new_eaglet", "new_gazelle", None]
    assert set(indicators) - {None} <= set(PLAN.indicators["indicator"])


def test_the_documents_of_each_tier():
    documents = {name: {c.document for c in tier.criteria} for name, tier in TIERS.tiers.items()}
    assert documents == {
        "sci_tech_sme": {"国科发政〔2017〕115号"},
        "hnte": {"国科发火〔2016〕32号", "国科发火〔2016〕195号"},
        "eaglet": {"辽科创办发〔2021〕2号"},
        "gazelle": {"辽科创办发〔2021〕2号"},
        "unicorn": {"辽科创办发〔2021〕2号"},
    }


def test_rules_with_one_source_are_to_be_confirmed():
    for name in ("eaglet", "gazelle", "unicorn"):
        assert all(criterion.confirm for criterion in TIERS.tiers[name].criteria)
        assert TIERS.tiers[name].validity.confirm


def test_the_115_scoring_table_band_by_band():
    assert bands("sme_staff_ratio") == [(0.30, 20), (0.25, 16), (0.20, 12), (0.15, 8), (0.10, 4)]
    assert bands("sme_rd_by_revenue") == [(0.06, 50), (0.05, 40), (0.04, 30), (0.03, 20), (0.02, 10)]
    assert bands("sme_rd_by_cost") == [(0.30, 50), (0.25, 40), (0.20, 30), (0.15, 20), (0.10, 10)]
    assert bands("sme_class1_ip") == [(1, 30)]
    assert bands("sme_class2_ip") == [(4, 24), (3, 18), (2, 12), (1, 6)]
    sme = TIERS.tiers["sci_tech_sme"].by_id
    assert [sme[f"sme_{name}"].threshold for name in ("staff", "revenue", "assets", "score")] == [500, 20000, 20000, 60]
    assert (
        sum(
            band.high for part in ("sme_staff_ratio", "sme_rd_by_cost", "sme_class1_ip") for band in sme[part].bands[:1]
        )
        == 100
    )


def test_the_32_conditions():
    hnte = TIERS.tiers["hnte"].by_id
    assert hnte["hnte_registered"].threshold == 365
    assert hnte["hnte_staff_ratio"].threshold == 0.10
    assert [(step.up_to, step.threshold) for step in hnte["hnte_rd_ratio"].steps] == [
        (5000, 0.05),
        (20000, 0.04),
        (None, 0.03),
    ]
    assert hnte["hnte_rd_ratio"].value.years == hnte["hnte_domestic_rd"].value.years == 3
    assert (hnte["hnte_domestic_rd"].threshold, hnte["hnte_hitech_ratio"].threshold) == (0.6, 0.6)
    assert (hnte["hnte_innovation"].test, hnte["hnte_innovation"].threshold) == ("above", 70)
    growth = [(0.35, (9, 10)), (0.25, (7, 8)), (0.15, (5, 6)), (0.05, (3, 4)), (0, (1, 2))]
    assert bands("hnte_net_assets_growth") == bands("hnte_revenue_growth") == growth
    assert hnte["hnte_revenue_growth"].bands[-1].above == 0, "no growth is no point"


def test_no_threshold_of_the_eaglet_is_made_up():
    eaglet = TIERS.tiers["eaglet"]
    assert [c.threshold for c in eaglet.criteria if isinstance(c, Manual)] == [None, None]
    assert not eaglet.decidable


def test_validity_is_null_where_no_document_says_it():
    validity = {name: (tier.validity.rule, tier.validity.years) for name, tier in TIERS.tiers.items()}
    assert validity == {
        "sci_tech_sme": ("calendar_year", None),
        "hnte": ("years", 3),
        "eaglet": (None, None),
        "gazelle": (None, None),
        "unicorn": (None, None),
    }


def test_every_column_of_the_vocabulary_is_submitted_and_has_its_unit():
    columns = schemas.schema("financials").columns
    for name, unit in TIERS.figures.items():
        assert name in columns
        assert (unit == "万元") == name.endswith("_wan") == ("（万元）" in columns[name].title)


def test_tiers_in_force_on_a_day():
    assert list(TIERS.in_force(date(2017, 5, 2)).tiers) == ["hnte"]
    assert list(TIERS.in_force(date(2017, 5, 3)).tiers) == ["sci_tech_sme", "hnte"]
    assert list(TIERS.in_force(date(2015, 12, 31)).tiers) == []
    assert list(TIERS.in_force(date(2021, 1, 1)).tiers) == list(TIERS.tiers)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: banded", "kind: bandde", "tiers.sci_tech_sme.criteria.*bandde"),
        ("{kind: ratio, of: rd_staff,", "{kind: ratio, of: rdstaff,", "figures 没有列出的列：rdstaff"),
        ("value: {kind: ratio,", "value: {kind: ratoi,", "ratoi"),
        ("  class2_ip: 件\n", "", "figures 没有列出的列：class2_ip"),
        ("  class2_ip: 件\n", "  class2_ip: 件\n  class3_ip: 件\n", "企业年度指标表没有的列：class3_ip"),
        (
            "parts: [sme_staff_ratio]",
            "parts: [sme_staff_ration]",
            "sme_staff_points 引用了前面没有的条目：sme_staff_ration",
        ),
        ("parts: [sme_rd_by_revenue, sme_rd_by_cost]", "parts: [sme_rd_by_revenue]", "没有被引用：sme_rd_by_cost"),
        ("parts: [sme_staff_ratio]", "parts: [sme_staff]", "没有分值：sme_staff"),
        ("ways: [[sme_score, sme_staff_points],", "ways: [[sme_score, sme_staff],", "不是 part：sme_staff"),
        ("        tier: hnte\n", "        tier: hntee\n", "sme_holds_hnte 引用了没有的层级：hntee"),
        ("id: sme_assets", "id: sme_staff", "id 重复：sme_staff"),
        ("threshold: 500", "threshold: 五百", "threshold.*五百"),
        ("      rule: years\n", "      rule: year\n", "validity.rule.*'year'"),
        ("      years: 3\n", "", "rule 为 years 时写明 years"),
        ("decidable: true", "decideable: true", "decideable"),
        ("{from: 0.30, points: 20}", "{from: 0.20, points: 20}", "逐档下降"),
        ("        threshold: 60\n", "        threshold: 101\n", "sme_score 的 threshold 101 达不到，各项最多100分"),
        ("        threshold: 500\n", "        threshold: .inf\n", "threshold：应是有限的数"),
        ("indicator: new_hnte", "indicator: new_sci_tech_sme", "indicator 只能属于一个层级：new_sci_tech_sme"),
        ("        tier: hnte\n", "        tier: sci_tech_sme\n", "sme_holds_hnte 引用了自己的层级"),
        ("parts: [sme_staff_ratio]", "parts: [sme_staff_ratio, sme_staff_ratio]", "sme_staff_points 重复引用"),
        ('valid_from: "2016-01-01"', 'valid_from: "2016-13-45"', "valid_from：写法不对"),
        (
            "        value: {kind: figure, of: revenue_wan}\n        test: at_most\n        threshold: 20000\n",
            "        value: {kind: figure, of: staff}\n        test: at_least\n        threshold: 501\n",
            "sme_revenue 与前面的条目矛盾：不能既不低于501，又不高于500",
        ),
    ],
)
def test_a_wrong_rule_is_reported_with_its_position(load, old, new, message):
    with pytest.raises(ReferenceDataError, match=f"^tiers.yaml 有误：.*(?:{message})"):
        load(old, new)


def test_a_limit_is_not_forgotten_for_a_weaker_one_after_it(load):
    old = "value: {kind: figure, of: revenue_wan}\n        test: at_most\n        threshold: 20000\n"
    gate = "value: {kind: figure, of: staff}\n        test: %s\n        threshold: %s\n"
    about = "        unit: 人\n        period: 上一年\n        clause: x\n"
    head = "      - <<: *sme_2017\n        id: sme_more\n        name: x\n"
    head += "        role: required\n        kind: gate\n        "
    load(old, gate % ("at_most", 10_000) + about + head + gate % ("at_least", 500))
    with pytest.raises(ReferenceDataError, match="sme_more 与前面的条目矛盾：不能既不低于501，又不高于500"):
        load(old, gate % ("at_most", 10_000) + about + head + gate % ("at_least", 501))


def test_a_long_value_is_not_quoted_whole(load):
    with pytest.raises(ReferenceDataError) as caught:
        load("id: sme_assets", "id: sme_staff")
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("text", ["tiers: {", "a: b: c"])
def test_invalid_yaml_is_reported(tmp_path, text):
    (tmp_path / "tiers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"^tiers.yaml 无法读取："):
        Tiers.load(tmp_path / "tiers.yaml")


def test_a_missing_file_is_reported(tmp_path):
    with pytest.raises(ReferenceDataError, match=r"^tiers.yaml 无法读取："):
        Tiers.load(tmp_path / "tiers.yaml")


def test_a_tier_without_a_required_criterion_is_refused(tmp_path):
    raw = yaml.safe_load(TEXT)
    for criterion in raw["tiers"]["eaglet"]["criteria"]:
        criterion["role"] = "beside"
    (tmp_path / "tiers.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="eaglet 没有 required 条目"):
        Tiers.load(tmp_path / "tiers.yaml")


def test_every_banded_criterion_falls_to_nothing_below_its_lowest_band():
    for _, criterion in TIERS.criteria():
        if isinstance(criterion, Banded):
            assert criterion.bands[-1].low > 0

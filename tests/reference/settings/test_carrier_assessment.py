import re

import pytest
import yaml

from panjin_kpi import schemas
from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.carrier_assessment import CarrierAssessment

PATH = Project().reference / "carrier_assessment.yaml"
TEXT = PATH.read_text(encoding="utf-8")
PLAN_SAYS = {"levels", "reward_tiers", "reward_indicators"}


def sourced(value, path=""):
    if isinstance(value, dict) and "source" in value:
        yield path, value["source"], value.get("note", "")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from sourced(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from sourced(inner, f"{path}.{number}")


@pytest.fixture
def load(tmp_path):
    def edited(old, new):
        assert old in TEXT
        (tmp_path / PATH.name).write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return CarrierAssessment.load(tmp_path / PATH.name)

    return edited


def test_every_weight_and_band_and_grade_is_marked_an_assumption():
    found = {path: source for path, source, _ in sourced(yaml.safe_load(TEXT))}
    assert {path for path, source in found.items() if source == "plan"} == PLAN_SAYS
    items = CarrierAssessment.load(PATH).items
    assert {f"items.{n}.{what}" for n in range(len(items)) for what in ("weight", "bands")} <= set(found)


def test_what_the_plan_says_has_its_clause():
    assert all("三（十）" in note for _, source, note in sourced(yaml.safe_load(TEXT)) if source == "plan")


def test_every_figure_is_a_column_of_the_result():
    columns = set(schemas.schema("carrier_results").columns)
    assert {item.figure for item in CarrierAssessment.load(PATH).items} <= columns


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("figure: activities", "figure: activity", "items.5：figure 不能是 activity"),
        ("figure: activities", "figure: new_this_year", "不能重复"),
        ("{from: 3, points: 100}, {from: 2,", "{from: 2, points: 100}, {from: 2,", "逐档下降"),
        ("points: 100", "points: 101", "points：.*101"),
        ("weight: {value: 1, source: assumption", "weight: {value: -1, source: assumption", "weight 不能为负"),
        ("weight: {value: 1, source: assumption", "weight: {value: 1", "weight.source"),
        ("{grade: D, from: 0}", "{grade: D, from: 10}", "最后一等从0分起"),
        ("withdrawal: {value: D", "withdrawal: {value: E", "withdrawal 应是"),
        ("{grade: A, from: 80}", "{grade: A, from: 101}", "A 高于满分100分，达不到"),
        ("{grade: B, from: 60}", "{grade: A, from: 60}", "等次“A”写了两次"),
        ("{from: 3, points: 100}", "{from: .inf, points: 100}", "from：应是有限的数"),
        ("{from: 1, points: 40}", "{from: -1, points: 40}", "from：应大于0"),
        ("levels: {value: [省级, 国家级]", "levels: {value: [省级, 省级]", "levels 有重复的值"),
        ("levels: {value: [省级, 国家级]", "levels: {value: [区级]", "levels.value.0：只能是"),
        ("levels: {value: [省级, 国家级]", "levels: {value: []", "levels 不能是空的"),
        ("weight: {value: 1, source: assumption", "weight: {value: 1e9, source: assumption", "weight|应是数"),
    ],
)
def test_a_wrong_setting_is_reported(load, old, new, message):
    with pytest.raises(ReferenceDataError, match=f"^carrier_assessment.yaml 有误：.*(?:{message})"):
        load(old, new)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("carrier_assessment.yaml", "[sci_tech_sme, hnte]", "[sci_tech_sme, htne]", "reward_tiers.*htne"),
        ("carrier_assessment.yaml", "[talents, teams]", "[talent, teams]", "reward_indicators.*talent"),
        ("tiers.yaml", "indicator: new_hnte", "indicator: new_htne", "indicator.*new_htne"),
    ],
)
def test_names_that_the_plan_does_not_know_are_refused(edit, name, old, new, message):
    with pytest.raises(ReferenceDataError, match=re.escape(name) + f" 的 {message}"):
        Plan.load(edit(name, old, new))

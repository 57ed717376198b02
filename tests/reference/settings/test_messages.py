"""Any value anywhere in a settings file is accepted, or refused with its key, in Chinese without English."""

import copy
import re
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import SETTINGS
from panjin_kpi.reference.settings.messages import TYPES
from panjin_kpi.reference.settings.yaml_file import read_yaml

ENGLISH = re.compile(r"[A-Za-z']+ (?:[a-z']+ )+[a-z']+|Input|should|union|\{[a-z_]+\}")
FILES = {name: read_yaml((Project().reference / f"{name}.yaml").read_bytes()) for name in SETTINGS}
ODD = [
    None, True, "", " ", "文字", "1", -1, 0, 1.5, 1e30, 10**18, float("nan"), float("inf"), date(2021, 5, 21),
    date(1800, 1, 1), [], {}, [1], [[]], {"a": 1}, [None, None], {"value": None, "source": "plan"}, "drop",
]  # fmt: skip


def paths(settings, path=()):
    """Every key and every number in a list."""
    inner = (
        settings.items() if isinstance(settings, dict) else enumerate(settings) if isinstance(settings, list) else ()
    )
    for key, value in inner:
        yield (*path, key)
        yield from paths(value, (*path, key))


PATHS = [(name, path) for name, settings in FILES.items() for path in paths(settings)]


@settings(max_examples=150)
@given(st.sampled_from(PATHS), st.sampled_from(ODD), st.sampled_from(["replace", "remove", "add", "misspell"]))
def test_any_value_anywhere_is_accepted_or_refused_in_chinese_at_its_key(tmp_path_factory, target, value, how):
    name, path = target
    changed = copy.deepcopy(FILES[name])
    within = changed
    for key in path[:-1]:
        within = within[key]
    if how == "replace":
        within[path[-1]] = value
    elif how == "remove":
        del within[path[-1]]
    elif how == "add" and isinstance(within, dict):
        within["xyz"] = value
    elif isinstance(within, dict):
        within[f"{path[-1]}x"] = within.pop(path[-1])
    file = tmp_path_factory.mktemp("settings") / f"{name}.yaml"
    file.write_text(yaml.safe_dump(changed, allow_unicode=True, sort_keys=False), encoding="utf-8")
    try:
        SETTINGS[name].load(file)
    except ReferenceDataError as error:
        message = re.sub(r"（现值 .*?）(?=；|$)", "", str(error))
        assert message.startswith(f"{name}.yaml 有误：")
        assert re.search("[一-鿿]", message.partition("：")[2])
        assert not ENGLISH.search(message), message


@pytest.mark.parametrize(
    ("name", "path", "value", "expected"),
    [
        ("assessment", ("cap", "value"), float("nan"), "cap.value：应是有限的数"),
        ("assessment", ("cap", "value"), "1", "cap.value：应是数，不加引号"),
        ("assessment", ("cap", "value"), True, "cap.value：应是数"),
        ("assessment", ("document", "value"), 10, "document.value：应是文字"),
        ("assessment", ("grades", "value", 0, "from"), None, "grades.value.0.from：应是数"),
        ("assessment", ("survey", "first_on", "value"), "2021-05-24", "survey.first_on.value：应是日期"),
        (
            "tiers",
            ("tiers", "hnte", "criteria", 0, "threshold"),
            float("inf"),
            "hnte.criteria.0.threshold：应是有限的数",
        ),
        ("carrier_assessment", ("items", 0), [], "items.0：应是“键: 值”"),
    ],
)
def test_the_key_is_the_one_of_the_file(tmp_path, name, path, value, expected):
    changed = copy.deepcopy(FILES[name])
    within = changed
    for key in path[:-1]:
        within = within[key]
    within[path[-1]] = value
    (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        SETTINGS[name].load(tmp_path / f"{name}.yaml")
    assert expected in str(caught.value)


def test_of_many_faults_the_first_are_listed(tmp_path):
    changed = copy.deepcopy(FILES["carrier_assessment"])
    changed["items"] = [0] * 500
    (tmp_path / "carrier_assessment.yaml").write_text(yaml.safe_dump(changed), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="另有490处") as caught:
        SETTINGS["carrier_assessment"].load(tmp_path / "carrier_assessment.yaml")
    assert len(str(caught.value)) < 1000


def test_no_message_has_a_hole_that_nothing_fills():
    filled = {"expected", "discriminator", "tag", "expected_tags", "gt", "ge", "lt", "le", "pattern", "min_length"}
    used = {hole for message in TYPES.values() for hole in re.findall(r"\{(\w+)\}", message)}
    assert used - filled - {"max_length"} == set()

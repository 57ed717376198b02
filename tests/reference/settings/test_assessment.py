import re
from typing import get_args

import pytest
import yaml
from pydantic import ValidationError

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.project import Project
from panjin_kpi.reference.settings.assessment import Assessment, Status

PATH = Project().reference / "assessment.yaml"
TEXT = PATH.read_text(encoding="utf-8")


@pytest.fixture
def load(tmp_path):
    def edited(old="", new=""):
        assert old in TEXT
        (tmp_path / "assessment.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return Assessment.load(tmp_path / "assessment.yaml")

    return edited


def leaves(settings, path=""):
    for key, value in settings.items():
        if not isinstance(value, dict) or "value" in value or "source" in value:
            yield f"{path}{key}", value
        else:
            yield from leaves(value, f"{path}{key}.")


def test_every_value_carries_its_source():
    found = dict(leaves(yaml.safe_load(TEXT)))
    assert {
        path: leaf.get("source") for path, leaf in found.items() if leaf["source"] not in ("plan", "assumption")
    } == {}
    assert set(found) >= {"lights.behind_up_to", "weights.preset", "cap", "grades", "bonus", "default_basis"}


def test_the_plan_sets_no_rule_so_only_its_number_its_day_and_its_fortnight_are_its_own():
    own = [name for name, leaf in leaves(yaml.safe_load(TEXT)) if leaf["source"] != "assumption"]
    assert own == ["document", "printed_on", "survey.weeks"]


def test_limits_that_do_not_rise_are_reported(load):
    with pytest.raises(ReferenceDataError):
        load("slightly_behind_up_to: {value: 10", "slightly_behind_up_to: {value: 31")


def test_defaults_are_those_of_the_design():
    rules = Assessment.load(PATH)
    assert (rules.lights.slightly_behind_up_to.value, rules.lights.behind_up_to.value) == (10, 30)
    assert rules.cap.value == 1
    assert rules.weights.presets.value[rules.weights.preset.value].default == 1
    assert rules.weights.presets.value[rules.weights.preset.value].groups == []
    assert rules.not_allocated.value == "drop"
    assert rules.higher_target_counts.value is False
    assert (rules.bonus.value.enabled, rules.penalty.value.enabled) == (False, False)
    assert (rules.tie_break.value, rules.default_basis.value) == ([], "reported")


def test_every_status_has_a_word_of_its_own():
    words = Assessment.load(PATH).lights.words.value
    assert list(words) == list(get_args(Status))
    assert list(words.values()) == [
        "已完成",
        "未完成",
        "达进度",
        "尚未到期",
        "略欠进度",
        "欠进度",
        "严重欠进度",
        "未报",
        "未分解",
    ]


def test_grades_fall_and_the_last_one_takes_everybody():
    starts = [grade.from_score for grade in Assessment.load(PATH).grades.value]
    assert starts == sorted(starts, reverse=True)
    assert starts[-1] == 0


def test_words_for_probabilities_fall_to_zero_and_a_folder_may_lack_them(load):
    words = {step.word: step.from_probability for step in Assessment.load(PATH).likelihood.value}
    assert words == {"几乎确定": 0.95, "很可能": 0.75, "五五开": 0.4, "较难": 0.1, "基本无望": 0}
    written = TEXT[TEXT.index("likelihood:") : TEXT.index("default_basis:")]
    assert load(written, "").likelihood.value == Assessment.load(PATH).likelihood.value


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("很可能, from: 0.75", "很可能, from: 0.96"),
        ("很可能, from: 0.75", "很可能, from: 0.4"),
        ("很可能, from: 0.75", "很可能, from: 75"),
        ("基本无望, from: 0}", "基本无望, from: 0.01}"),
    ],
)
def test_words_for_probabilities_that_leave_a_gap_or_do_not_fall_are_reported(load, old, new):
    with pytest.raises(ReferenceDataError, match="from"):
        load(old, new)


def test_a_folder_that_says_nothing_of_bulletins_and_surveys_takes_the_same_tests(tmp_path):
    older = yaml.safe_load(TEXT)
    stated = {name: older.pop(name) for name in ("printed_on", "bulletin", "survey")}
    (tmp_path / "assessment.yaml").write_text(yaml.safe_dump(older, allow_unicode=True), encoding="utf-8")
    rules = Assessment.load(tmp_path / "assessment.yaml")
    assert rules.bulletin.red_lights.value == stated["bulletin"]["red_lights"]["value"]
    assert rules.bulletin.red_months.value == stated["bulletin"]["red_months"]["value"]
    assert rules.bulletin.late_reports.value == stated["bulletin"]["late_reports"]["value"]
    assert rules.survey.weeks.value == stated["survey"]["weeks"]["value"]
    assert (rules.printed_on, rules.survey.first_on) == (None, None)


def test_no_cap_is_written_null(load):
    assert load("cap: {value: 1.0", "cap: {value: null").cap.value is None


def test_settings_cannot_be_changed_while_running():
    with pytest.raises(ValidationError):
        Assessment.load(PATH).cap.value = 2.0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cap: {value: 1.0, source: assumption", "cap: {value: 1.0", "cap.source"),
        ("cap: {value: 1.0, source: assumption", "cap: {value: 1.0, source: guess", "cap.source：.*'guess'"),
        ("cap: {value: 1.0", "cap: {value: 一", "cap.value：.*'一'"),
        (
            "behind_up_to: {value: 30",
            "behind_upto: {value: 30",
            "lights.behind_upto：.*lights|lights.*lights.behind_upto",
        ),
        ("cap:", "kap:", "kap：.*1.0"),
        ("value: drop", "value: zero", "not_allocated.value：.*'zero'"),
        ("share: 0.7", "share: 7", "groups.0.share：.*7"),
        (
            "          - {share: 0.7",
            "          - {share: 0.4, indicators: [teams]}\n          - {share: 0.7",
            "份额之和不能超过1",
        ),
        ("[operators, activities", "[operators, operators, activities", "operators 只能在一组里出现一次"),
        ("value: {enabled: false, cap: 5}", "value: {enabled: false, cap: -5}", "bonus.value.cap：.*-5"),
        ("default_basis:", "# default_basis:", "default_basis"),
        ("done: 已完成", "finished: 已完成", "lights.words.value.finished"),
        ("red_months: {value: 2", "red_months: {value: 0", "bulletin.red_months.value：.*0"),
        ("red_lights: {value: [far_behind]", "red_lights: {value: [red]", "bulletin.red_lights.value.0：.*'red'"),
    ],
)
def test_a_wrong_setting_is_reported_with_its_position_and_value(load, old, new, message):
    with pytest.raises(ReferenceDataError, match=f"^assessment.yaml 有误：.*(?:{message})") as caught:
        load(old, new)
    assert re.search(r"现值", str(caught.value))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{grade: B, from: 60}", "{grade: B, from: 85}", "grades.value：grades 应由高到低"),
        ("{grade: B, from: 60}", "{grade: B, from: 80}", "grades 应由高到低"),
        ("{grade: C, from: 0}", "{grade: C, from: 10}", "最后一等从0分起"),
        ("{grade: C, from: 0}", "{grade: C, from: -10}", "grades.value.2.from：应不小于0"),
        ("{grade: A, from: 80}", "{grade: A, from: 101}", "A 从101分起，按 cap 最高只有100分，达不到"),
        ("{grade: B, from: 60}", "{grade: A, from: 60}", "等次“A”写了两次"),
        ("{grade: A, from: 80}", "{grade: ' ', from: 80}", "grades.value.0.grade"),
        ("cap: {value: 1.0", "cap: {value: .nan", "cap.value：应是有限的数"),
        ("cap: {value: 1.0", "cap: {value: .inf", "cap.value：应是有限的数"),
        ("cap: {value: 1.0", "cap: {value: -1", "cap.value：应不小于1"),
        ("cap: {value: 1.0", "cap: {value: 0.1", "cap.value：应不小于1"),
        ("cap: {value: 1.0", "cap: {value: 1000", "cap.value：应不大于10"),
        ("cap: {value: 1.0", "cap: {value: yes", "cap.value：应是数"),
        ("cap: {value: 1.0", "cap: {value: 1.0, source: assumption}\ncap: {value: 9", "“cap”写了两次"),
        ("equal: {default: 1}", "equal: {default: 0}", "权重 equal 的 default 和各组份额都是0"),
        ("equal: {default: 1}", "equal: {default: .inf}", "equal.default：应是有限的数"),
        ("equal: {default: 1}", "equal: {default: 1e9}", "equal.default：应不大于1000|equal.default：应是数"),
        ("share: 0.7", "share: -0.7", "groups.0.share：应不小于0"),
        ("share: 0.7, indicators: [", "share: 0.7, indicators: []} #", "indicators：至少要有1个值"),
        ("slightly_behind_up_to: {value: 10", "slightly_behind_up_to: {value: -1", "slightly_behind_up_to 应不小于0"),
        ("behind_up_to: {value: 30", "behind_up_to: {value: 300", "都不大于100"),
        ("behind: 欠进度", "behind: 略欠进度", "名称“略欠进度”写了两次"),
        ("red_lights: {value: [far_behind]", "red_lights: {value: [done]", "red_lights 至少一个，只能是"),
        ("red_lights: {value: [far_behind]", "red_lights: {value: []", "red_lights 至少一个，只能是"),
        ("red_months: {value: 2", "red_months: {value: 13", "red_months.value：应不大于12"),
        ("late_report: 0.5", "late_report: -0.5", "late_report：应不小于0"),
        ("cap: 5, late", "cap: 500, late", "penalty.value.cap：应不大于100"),
        ("first_on: {value: 2021-05-24", "first_on: {value: 2021-05-20", "2021-05-20 早于 printed_on 2021-05-21"),
        ("printed_on: {value: 2021-05-21", "printed_on: {value: 1021-05-21", "printed_on.value：应不小于2000-01-01"),
        ("tie_break: {value: []", "tie_break: {value: [total, total]", "tie_break 的“total”写了两次"),
        ("amount_times_target: {value: 10,", "amount_times_target: {value: 0,", "amount_times_target.value：应不小于1"),
        ("least_count: {value: 0", "least_count: {value: -1", "public.least_count.value：应不小于0"),
        ("least_count: {value: 0", "least_count: {value: 2.5", "public.least_count.value：应是整数"),
        ("word: 很可能", "word: 几乎确定", "likelihood 的“几乎确定”写了两次"),
    ],
)
def test_a_setting_that_would_turn_the_assessment_is_refused(load, old, new, message):
    with pytest.raises(ReferenceDataError, match=f"^assessment.yaml .*(?:{message})"):
        load(old, new)


def test_a_higher_cap_lets_a_grade_begin_above_a_hundred_points(load):
    raised = TEXT.replace("{grade: A, from: 80}", "{grade: A, from: 110}")
    assert "cap: {value: 1.0" in raised
    with pytest.raises(ReferenceDataError):
        load("{grade: A, from: 80}", "{grade: A, from: 110}")
    read = Assessment.model_validate(yaml.safe_load(raised.replace("cap: {value: 1.0", "cap: {value: 1.2")))
    assert read.grades.value[0].from_score == 110


@pytest.mark.parametrize("text", ["lights: {", "a: b: c", "\t- x"])
def test_invalid_yaml_is_reported(tmp_path, text):
    (tmp_path / "assessment.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"^assessment.yaml 无法读取："):
        Assessment.load(tmp_path / "assessment.yaml")


@pytest.mark.parametrize("text", ["", "- 1", "文字"])
def test_a_file_without_a_mapping_is_reported(tmp_path, text):
    (tmp_path / "assessment.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"^assessment.yaml 有误："):
        Assessment.load(tmp_path / "assessment.yaml")


def test_a_status_without_a_word_is_reported(load):
    with pytest.raises(ReferenceDataError):
        load("      behind: 欠进度\n", "")


def test_a_penalty_without_points_for_reports_has_the_default_ones(load):
    read = load(
        "{enabled: false, cap: 5, late_report: 0.5, missing_report: 1}", "{enabled: true, cap: 3}"
    ).penalty.value
    assert (read.enabled, read.cap, read.late_report, read.missing_report) == (True, 3, 0.5, 1)


def test_a_veto_names_year_district_and_reason(load):
    written = "vetoes: {value: [{year: 2021, district: dawa, reason: 虚构的原因}], "
    assert load("vetoes: {value: [], ", written).vetoes.value[0].reason == "虚构的原因"
    with pytest.raises(ReferenceDataError, match="vetoes"):
        load("vetoes: {value: [], ", "vetoes: {value: [{year: 2021}], ")

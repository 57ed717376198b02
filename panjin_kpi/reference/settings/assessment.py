"""``assessment.yaml`` as typed settings: every value carries its source, plan or assumption."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from panjin_kpi.reference.settings.base import Settings, Sourced
from panjin_kpi.reference.settings.rank_check import RankCheck

TOTAL = "total"  # in tie_break: the score with bonus and penalty; any other name there is an indicator
Status = Literal[
    "done", "missed", "on_pace", "not_due", "slightly_behind", "behind", "far_behind", "unreported", "not_allocated"
]
NOT_DUE: Status = "not_due"  # shown for on_pace while the planned share is 0; display only (DESIGN 5)
MISSED: Status = "missed"  # shown for levels behind when the year is over; display only
STATUSES: tuple[Status, ...] = tuple(status for status in get_args(Status) if status not in (NOT_DUE, MISSED))
BEHIND: tuple[Status, ...] = ("slightly_behind", "behind", "far_behind")
RED: tuple[Status, ...] = (*BEHIND, "unreported")  # levels that may be configured as red
FULL = 100.0  # points of a district that has met every target
MOST_POINTS = 100.0  # maximum bonus or penalty

Word = Annotated[str, Field(min_length=1, pattern=r"\S")]
Cap = Annotated[float, Field(ge=1, le=10)]  # below 1, a target reached would not give full points
PointsOff = Annotated[float, Field(ge=0, le=MOST_POINTS)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
AtLeastOnce = Annotated[float, Field(ge=1)]
Events = Annotated[float, Field(ge=0.1, le=1000)]
Times = Annotated[int, Field(ge=1, le=12)]


def _differ(words: Sequence[str], what: str) -> None:
    if twice := sorted({word for word in words if words.count(word) > 1}):
        raise ValueError(f"{what}“{'、'.join(twice)}”写了两次，只能写一次")


class Lights(Settings):
    """Upper limits (gap in percentage points, inclusive) of the status levels, and their labels."""

    slightly_behind_up_to: Sourced[float]
    behind_up_to: Sourced[float]
    words: Sourced[dict[Status, Word]]

    @property
    def limits(self) -> tuple[float, float, float]:
        """The gaps at which one status level ends and the next begins."""
        return 0.0, self.slightly_behind_up_to.value, self.behind_up_to.value

    @model_validator(mode="after")
    def _limits_rise_and_every_status_has_its_word(self) -> "Lights":
        if not 0 <= self.slightly_behind_up_to.value <= self.behind_up_to.value <= FULL:
            raise ValueError("slightly_behind_up_to 应不小于0，且不大于 behind_up_to；两个都不大于100")
        if missing := [status for status in STATUSES if not self.words.value.get(status)]:
            raise ValueError(f"缺少状态 {'、'.join(missing)} 的名称")
        for level, word in ((NOT_DUE, "尚未到期"), (MISSED, "未完成")):  # older folders have no labels for them
            self.words.value.setdefault(level, word)
        _differ(list(self.words.value.values()), "名称")
        return self


class WeightGroup(Settings):
    """Indicators that share a part of the total weight."""

    share: float = Field(ge=0, le=1)
    indicators: list[str] = Field(min_length=1)


class WeightPreset(Settings):
    """Default weight of indicators, and the groups with another weight."""

    default: float = Field(ge=0, le=1000)
    groups: list[WeightGroup] = Field(default_factory=list)

    @model_validator(mode="after")
    def _groups_share_one_whole_and_no_indicator(self) -> "WeightPreset":
        if sum(group.share for group in self.groups) > 1 + 1e-9:
            raise ValueError("各组权重份额之和不能超过1")
        if twice := sorted({name for name in self.grouped if self.grouped.count(name) > 1}):
            raise ValueError(f"指标 {'、'.join(twice)} 只能在一组里出现一次")
        return self

    @property
    def grouped(self) -> list[str]:
        """Indicators of all groups."""
        return [name for group in self.groups for name in group.indicators]


class Weights(Settings):
    """All presets of weights, and the chosen one."""

    preset: Sourced[str]
    presets: Sourced[dict[str, WeightPreset]]

    @model_validator(mode="after")
    def _the_preset_is_one_of_them_and_each_weighs_something(self) -> "Weights":
        if self.preset.value not in self.presets.value:
            raise ValueError(f"没有“{self.preset.value}”这套权重，可选的有：{'、'.join(self.presets.value)}")
        for name, preset in self.presets.value.items():
            if not preset.default and not any(group.share for group in preset.groups):
                raise ValueError(f"权重 {name} 的 default 和各组份额都是0，没有一项指标有权重")
        return self

    @property
    def chosen(self) -> WeightPreset:
        """The chosen preset."""
        return self.presets.value[self.preset.value]


class Grade(Settings):
    """A grade and its lower score limit."""

    grade: Word
    from_score: float = Field(alias="from", ge=0)


def _fall_to_zero(grades: list[Grade]) -> list[Grade]:
    starts = [grade.from_score for grade in grades]
    if not starts or starts != sorted(set(starts), reverse=True) or starts[-1] != 0:
        raise ValueError("grades 应由高到低，最后一等从0分起")
    _differ([grade.grade for grade in grades], "等次")
    return grades


Grades = Annotated[list[Grade], AfterValidator(_fall_to_zero)]


class Adjustment(Settings):
    """Bonus or penalty: a column of its own, never inside the score."""

    enabled: bool
    cap: PointsOff


class Penalty(Adjustment):
    """Points deducted for the year's late and missing reports, up to the cap."""

    late_report: PointsOff = 0.5
    missing_report: PointsOff = 1.0


class Veto(Settings):
    """A district excluded from rating by a decision, and the reason: shown beside its score, never computed."""

    year: int = Field(ge=2000, le=2100)
    district: Word
    reason: Word


class LikelihoodWord(Settings):
    """A word for a probability and its lower limit."""

    word: Word
    from_probability: float = Field(alias="from", ge=0, le=1)


# for a folder without words for probabilities
LIKELIHOOD = [("几乎确定", 0.95), ("很可能", 0.75), ("五五开", 0.4), ("较难", 0.1), ("基本无望", 0.0)]
LIKELIHOOD_WORDS = [LikelihoodWord.model_validate({"word": word, "from": start}) for word, start in LIKELIHOOD]


class Forecast(Settings):
    """Prior assumptions about a year's course, before earlier years are known (docs/decisions/0013)."""

    curve_weight: Sourced[Events] = Sourced(value=12.0, source="assumption")
    concentration: Sourced[Events] = Sourced(value=2.0, source="assumption")
    pace_weight: Sourced[Events] = Sourced(value=20.0, source="assumption")
    pace_shape: Sourced[Events] = Sourced(value=2.0, source="assumption")


class Checks(Settings):
    """How strict the checks of submitted files are."""

    nonstandard_credit_code: Sourced[Literal["error", "warning"]] = Sourced(value="error", source="assumption")
    amount_times_target: Sourced[AtLeastOnce] = Sourced(value=10, source="assumption")
    count_times_target: Sourced[AtLeastOnce] = Sourced(value=500, source="assumption")
    received_before_month: Sourced[Literal["error", "warning"]] = Sourced(value="error", source="assumption")
    history_months: Sourced[Times] = Sourced(value=6, source="assumption")
    history_z: Sourced[AtLeastOnce] = Sourced(value=3.5, source="assumption")
    years_beyond_validity: Sourced[Times] = Sourced(value=1, source="assumption")
    yi_at_once: Sourced[AtLeastOnce] = Sourced(value=100, source="assumption")
    wan_per_head: Sourced[AtLeastOnce] = Sourced(value=10_000, source="assumption")


class Bulletin(Settings):
    """The tests for candidates for 通报: the plan names 工作不力 but gives no test for it (annex 1)."""

    red_lights: Sourced[list[Status]] = Sourced(value=["far_behind"], source="assumption")
    red_months: Sourced[Times] = Sourced(value=2, source="assumption")
    late_reports: Sourced[Times] = Sourced(value=2, source="assumption")
    overdue: Sourced[Times] = Sourced(value=3, source="assumption")  # tasks, action items and measures together

    @model_validator(mode="after")
    def _red_is_behind(self) -> "Bulletin":
        red = self.red_lights.value
        if not red or set(red) - set(RED):
            raise ValueError(f"red_lights 至少一个，只能是 {'、'.join(RED)} 之一")
        _differ(red, "red_lights 的")
        return self


class Survey(Settings):
    """The surveys of the districts in turn (四（三）): their first day, and the weeks that each takes."""

    first_on: Sourced[Day] | None = None
    weeks: Sourced[Times] = Sourced(value=2, source="plan")


class Public(Settings):
    """The smallest count of enterprises, carriers or tenants that the public edition may show; 0: any."""

    least_count: Sourced[Annotated[int, Field(ge=0, le=100)]] = Sourced(value=0, source="assumption")


class Assessment(Settings):
    """The rules of the annual assessment. The plan sets hardly any of them, so nearly all are assumptions."""

    document: Sourced[Word]
    printed_on: Sourced[Day] | None = None
    lights: Lights
    cap: Sourced[Cap | None]
    weights: Weights
    not_allocated: Sourced[Literal["drop", "full_marks", "group_mean"]]
    higher_target_counts: Sourced[bool]
    grades: Sourced[Grades]
    tie_break: Sourced[list[str]]
    bonus: Sourced[Adjustment]
    penalty: Sourced[Penalty]
    vetoes: Sourced[list[Veto]] = Sourced(value=[], source="assumption")
    likelihood: Sourced[list[LikelihoodWord]] = Sourced(value=LIKELIHOOD_WORDS, source="assumption")
    rank_check: RankCheck = RankCheck()
    forecast: Forecast = Forecast()
    default_basis: Sourced[Literal["reported", "evidenced"]]
    checks: Checks = Checks()
    bulletin: Bulletin = Bulletin()
    survey: Survey = Survey()
    public: Public = Public()

    @property
    def limits(self) -> dict[str, tuple[float, ...]]:
        """Where one status level or one word for a probability ends, by their name as ``bounds`` in fields.yaml."""
        return {
            "lights": self.lights.limits,
            "likelihood": (1.0, *(step.from_probability for step in self.likelihood.value)),
        }

    @model_validator(mode="after")
    def _settings_fit_together(self) -> "Assessment":
        steps = [step.from_probability for step in self.likelihood.value]
        if steps != sorted(set(steps), reverse=True) or steps[-1:] != [0]:
            raise ValueError("likelihood 的 from 应从大到小，最后一个为0")
        _differ([step.word for step in self.likelihood.value], "likelihood 的")
        best, highest = FULL * (self.cap.value or 10), self.grades.value[0]
        if highest.from_score > best:
            raise ValueError(
                f"grades 的 {highest.grade} 从{highest.from_score:g}分起，按 cap 最高只有{best:g}分，达不到"
            )
        _differ(self.tie_break.value, "tie_break 的")
        _differ([f"{veto.year} {veto.district}" for veto in self.vetoes.value], "vetoes 的")
        printed, first = self.printed_on, self.survey.first_on
        if printed and first and first.value < printed.value:
            raise ValueError(f"survey.first_on {first.value} 早于 printed_on {printed.value}")
        return self

"""``assessment.yaml`` as typed settings: every value carries its source, plan or assumption."""

from pathlib import Path
from typing import Generic, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from panjin_kpi.reference.faults import ReferenceFault

T = TypeVar("T")
Light = Literal["done", "on_pace", "slightly_behind", "behind", "far_behind", "unreported", "not_allocated"]
LIGHTS: tuple[Light, ...] = (
    "done",
    "on_pace",
    "slightly_behind",
    "behind",
    "far_behind",
    "unreported",
    "not_allocated",
)


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(_Settings, Generic[T]):
    """A value with where it comes from."""

    value: T
    source: Literal["plan", "assumption"]
    note: str = ""


class Lights(_Settings):
    """Upper ends (percentage points of gap, inclusive) of the lights, and their words."""

    slightly_behind_up_to: Sourced[float]
    behind_up_to: Sourced[float]
    words: Sourced[dict[Light, str]]

    @model_validator(mode="after")
    def _limits_rise_and_every_light_has_its_word(self) -> "Lights":
        if not 0 <= self.slightly_behind_up_to.value <= self.behind_up_to.value:
            raise ValueError("slightly_behind_up_to 应不小于0，且不大于 behind_up_to")
        if missing := [light for light in LIGHTS if not self.words.value.get(light)]:
            raise ValueError(f"缺少状态 {'、'.join(missing)} 的名称")
        return self


class WeightGroup(_Settings):
    """Indicators that share a part of the whole weight."""

    share: float = Field(ge=0, le=1)
    indicators: list[str]


class WeightPreset(_Settings):
    """Weight of every indicator, and of the groups that differ."""

    default: float = Field(ge=0)
    groups: list[WeightGroup] = []


class Weights(_Settings):
    """The chosen preset of weights and all presets."""

    preset: Sourced[str]
    presets: Sourced[dict[str, WeightPreset]]

    @model_validator(mode="after")
    def _the_preset_is_one_of_them(self) -> "Weights":
        if self.preset.value not in self.presets.value:
            raise ValueError(f"没有“{self.preset.value}”这套权重，可选的有：{'、'.join(self.presets.value)}")
        return self


class Grade(_Settings):
    """A grade and the score from which it is given."""

    grade: str
    from_score: float = Field(alias="from")


class Adjustment(_Settings):
    """Bonus or penalty: a column of its own, never inside the score."""

    enabled: bool
    cap: float = Field(ge=0)


class Checks(_Settings):
    """How strict the checks of submitted files are."""

    nonstandard_credit_code: Sourced[Literal["error", "warning"]] = Sourced(value="error", source="assumption")
    amount_times_target: Sourced[float] = Sourced(value=100, source="assumption")


class Assessment(_Settings):
    """How a year is judged. The plan sets none of it, so nearly all of it is assumption.

    Examples
    --------
    >>> from panjin_kpi.project import Project
    >>> Assessment.load(Project().reference / "assessment.yaml").lights.behind_up_to.value
    30.0
    """

    document: Sourced[str]
    lights: Lights
    cap: Sourced[float | None]
    weights: Weights
    not_allocated: Sourced[Literal["drop", "full_marks", "group_mean"]]
    higher_target_counts: Sourced[bool]
    grades: Sourced[list[Grade]]
    tie_break: Sourced[list[str]]
    bonus: Sourced[Adjustment]
    penalty: Sourced[Adjustment]
    default_basis: Sourced[Literal["reported", "evidenced"]]
    checks: Checks = Checks()

    @classmethod
    def load(cls, path: Path) -> "Assessment":
        """Read the settings from a YAML file.

        Raises
        ------
        ReferenceFault
            The file is missing, is not YAML, or a value is missing, unknown or of the wrong kind.
        """
        try:
            return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            lines = (
                f"{'.'.join(map(str, e['loc'])) or '全文'}：{e['msg']}（现值 {e['input']!r}）" for e in error.errors()
            )
            raise ReferenceFault(f"{path.name} 有误：" + "；".join(lines)) from error
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ReferenceFault(f"{path.name} 无法读取：{error}") from error

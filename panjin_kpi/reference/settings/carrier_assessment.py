"""``carrier_assessment.yaml`` as typed settings: the assessment of carriers, and the reasons for rewards."""

from collections.abc import Collection
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from panjin_kpi import schemas
from panjin_kpi.reference.settings.assessment import FULL, Grades
from panjin_kpi.reference.settings.base import Settings, Sourced

HEAVIEST = 1000  # largest weight of an item


class ItemBand(Settings):
    """Points (of 100) from a lower limit on, inclusive."""

    from_: float = Field(alias="from", gt=0)
    points: float = Field(gt=0, le=FULL)


class Item(Settings):
    """One figure of a carrier, its weight and its bands."""

    figure: str
    weight: Sourced[float]
    bands: Sourced[list[ItemBand]]

    @model_validator(mode="after")
    def _it_is_known_its_bands_fall_and_its_weight_is_not_negative(self) -> "Item":
        names = list(schemas.schema("carrier_results").columns)
        figures = names[names.index("area_m2") : names.index("assessed")]
        if self.figure not in figures:
            raise ValueError(f"figure 不能是 {self.figure}，应是 {'、'.join(figures)} 中的一个")
        bands = self.bands.value
        falling = all(a.from_ > b.from_ and a.points > b.points for a, b in pairwise(bands))
        if not bands or not falling:
            raise ValueError("bands 应由高到低，下限和分值都逐档下降")
        if not 0 <= self.weight.value <= HEAVIEST:
            raise ValueError(f"weight 不能为负，也不能大于{HEAVIEST}")
        return self


class PublishedGrades(Settings):
    """Number of carriers by grade in another, published assessment."""

    name: str
    grades: dict[str, int] = Field(min_length=1)


class CarrierAssessment(Settings):
    """The assessment of carriers. The plan only requires one, so nearly all of it is assumption."""

    levels: Sourced[list[Literal["市级", "省级", "国家级"]]]
    items: list[Item] = Field(min_length=1)
    grades: Sourced[Grades]
    withdrawal: Sourced[str]
    published: Sourced[PublishedGrades] | None = None
    reward_tiers: Sourced[list[str]]
    reward_indicators: Sourced[list[str]]

    def among(self, indicators: Collection[str]) -> "CarrierAssessment":
        """The settings reduced to a plan that has only these indicators."""
        known = [name for name in self.reward_indicators.value if name in set(indicators)]
        return self.changed(reward_indicators=known)

    @model_validator(mode="after")
    def _grades_can_be_reached_and_items_differ(self) -> "CarrierAssessment":
        if self.grades.value[0].from_score > FULL:
            raise ValueError(f"grades 的 {self.grades.value[0].grade} 高于满分{FULL:g}分，达不到")
        if self.withdrawal.value not in [grade.grade for grade in self.grades.value]:
            raise ValueError("withdrawal 应是 grades 中的一个等次")
        figures = [item.figure for item in self.items]
        if len(set(figures)) < len(figures) or sum(item.weight.value for item in self.items) <= 0:
            raise ValueError("items 的 figure 不能重复，权重之和应大于0")
        for name in ("levels", "reward_tiers", "reward_indicators"):
            listed = getattr(self, name).value
            if len(set(listed)) < len(listed):
                raise ValueError(f"{name} 有重复的值")
        if not self.levels.value:
            raise ValueError("levels 不能是空的")
        return self

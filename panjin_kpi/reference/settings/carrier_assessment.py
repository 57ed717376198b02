"""``carrier_assessment.yaml`` as typed settings: how carriers are assessed, and what earns them a reward."""

from collections.abc import Collection
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from panjin_kpi.reference.settings.assessment import Grade
from panjin_kpi.reference.settings.base import Settings, Sourced

CarrierFigure = Literal[
    "tenants",
    "new_this_year",
    "graduated_this_year",
    "tenants_per_1000_m2",
    "recognised_sci_tech_sme",
    "recognised_hnte",
    "recognised_eaglet",
    "recognised_gazelle",
    "recognised_unicorn",
    "activities",
    "service_station",
]
FULL = 100.0


class ItemBand(Settings):
    """Points (of 100) from a figure on, inclusive."""

    from_: float = Field(alias="from")
    points: float = Field(gt=0, le=FULL)


class Item(Settings):
    """One figure of a carrier, its weight and its bands."""

    figure: CarrierFigure
    weight: Sourced[float]
    bands: Sourced[list[ItemBand]]

    @model_validator(mode="after")
    def _bands_fall_and_weights_are_not_negative(self) -> "Item":
        bands = self.bands.value
        falling = all(a.from_ > b.from_ and a.points > b.points for a, b in pairwise(bands))
        if not bands or not falling:
            raise ValueError("bands 应由高到低，下限和分值都逐档下降")
        if self.weight.value < 0:
            raise ValueError("weight 不能为负")
        return self


class CarrierAssessment(Settings):
    """How carriers are assessed. The plan names the task only, so nearly all of it is assumption.

    Examples
    --------
    >>> from panjin_kpi.project import Project
    >>> CarrierAssessment.load(Project().reference / "carrier_assessment.yaml").levels.value
    ['省级', '国家级']
    """

    levels: Sourced[list[str]]
    items: list[Item] = Field(min_length=1)
    grades: Sourced[list[Grade]]
    withdrawal: Sourced[str]
    reward_tiers: Sourced[list[str]]
    reward_indicators: Sourced[list[str]]

    def among(self, indicators: Collection[str]) -> "CarrierAssessment":
        """The same for a plan that has only these indicators."""
        known = [name for name in self.reward_indicators.value if name in set(indicators)]
        rewarded = self.reward_indicators.model_copy(update={"value": known})
        return self.model_copy(update={"reward_indicators": rewarded})

    @model_validator(mode="after")
    def _grades_fall_to_zero_and_items_differ(self) -> "CarrierAssessment":
        starts = [grade.from_score for grade in self.grades.value]
        if starts != sorted(set(starts), reverse=True) or not starts or starts[-1] != 0:
            raise ValueError("grades 应由高到低，最后一等从0分起")
        if self.withdrawal.value not in [grade.grade for grade in self.grades.value]:
            raise ValueError("withdrawal 应是 grades 中的一个等次")
        figures = [item.figure for item in self.items]
        if len(set(figures)) < len(figures) or sum(item.weight.value for item in self.items) <= 0:
            raise ValueError("items 的 figure 不能重复，权重之和应大于0")
        return self

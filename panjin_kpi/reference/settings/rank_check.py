"""The choices that the joint analysis of the ranks varies, and their probabilities: all assumptions."""

from typing import Annotated

from pydantic import Field, model_validator

from panjin_kpi.reference.settings.base import Settings, Sourced

# The factors and their choices, in display order; labels in schemas/fields.yaml. The first choice is the current one,
# except where assessment.yaml sets another (not_allocated, basis).
CHOICES: dict[str, tuple[str, ...]] = {
    "weights": ("weights_varied", "weights_any"),
    "cap": ("cap_as_set", "cap_wider", "no_cap"),
    "not_allocated": ("drop", "full_marks", "group_mean"),
    "missing": ("carried_forward", "counted_zero"),
    "basis": ("reported", "evidenced", "first_reported", "on_time"),
    "attribution": ("undecided_in", "undecided_out"),
    "within": ("apart", "within"),
    "aggregation": ("arithmetic", "geometric"),
    "left_out": ("none_left_out", "one_left_out"),
}
ADDED = {"on_time"}  # choices that older folders need not name; they are then not drawn
Parts = Annotated[float, Field(ge=0, le=1000)]
Share = Annotated[float, Field(gt=0.5, lt=1)]  # above one half, so that at most one rank qualifies
Completion = Annotated[float, Field(gt=0, le=1)]


class RankCheck(Settings):
    """The joint analysis of the ranks (docs/decisions/0025)."""

    shares: Sourced[dict[str, dict[str, Parts]]] = Sourced(value={}, source="assumption")
    firm_from: Sourced[Share] = Sourced(value=0.95, source="assumption")
    least_completion: Sourced[Completion] = Sourced(value=0.01, source="assumption")

    @model_validator(mode="after")
    def _every_factor_has_its_choices(self) -> "RankCheck":
        for factor, parts in self.shares.value.items():
            if factor not in CHOICES:
                raise ValueError(f"shares 没有“{factor}”这一项，可写的有：{'、'.join(CHOICES)}")
            if not set(parts) <= set(CHOICES[factor]) <= set(parts) | ADDED or not any(parts.values()):
                raise ValueError(f"shares 的 {factor} 应写明 {'、'.join(CHOICES[factor])} 各占几份，不能都是0")
        return self

    def share(self, factor: str) -> list[float]:
        """The share of each of a factor's choices in the draws, equal where none is set.

        >>> RankCheck().share("aggregation")
        [0.5, 0.5]
        """
        parts = self.shares.value.get(factor) or dict.fromkeys(CHOICES[factor], 1.0)
        return [parts.get(choice, 0.0) / sum(parts.values()) for choice in CHOICES[factor]]

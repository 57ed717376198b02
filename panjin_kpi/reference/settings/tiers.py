"""``tiers.yaml`` as typed rules: each tier's criteria with their sources, and its validity."""

from collections.abc import Collection, Iterator
from datetime import date
from math import inf

from pydantic import Field, model_validator

from panjin_kpi import schemas
from panjin_kpi.reference.settings.base import Settings
from panjin_kpi.reference.settings.tier_criteria import AnyCriterion, Banded, BestOf, Gate, Holds, Sum
from panjin_kpi.reference.settings.tier_quantities import Quantity
from panjin_kpi.reference.settings.validity import Validity


class Tier(Settings):
    """One step of the ladder.

    ``indicator`` is the annual target that counts its new members. If the deciding figures are not in the submitted
    columns (``decidable`` false), enterprises are at most for review, never ready.
    """

    indicator: str | None
    decidable: bool
    validity: Validity
    criteria: list[AnyCriterion] = Field(min_length=1)

    @property
    def required(self) -> list[AnyCriterion]:
        """The criteria that must all be met."""
        return [criterion for criterion in self.criteria if criterion.role == "required"]

    @property
    def certain(self) -> bool:
        """Whether an enterprise that meets the criteria is ready: figures decide, and a source is confirmed."""
        return self.decidable and not all(criterion.confirm for criterion in self.required)

    @property
    def by_id(self) -> dict[str, AnyCriterion]:
        """The criteria by their names."""
        return {criterion.id: criterion for criterion in self.criteria}


class Document(Settings):
    """A source document, defined once for YAML anchors."""

    document: str
    valid_from: str


class Tiers(Settings):
    """The rules of every tier, lowest first."""

    figures: dict[str, str]
    documents: list[Document] = Field(default_factory=list)
    tiers: dict[str, Tier]

    def criteria(self) -> Iterator[tuple[str, AnyCriterion]]:
        """Every criterion with its tier, in the order of the file."""
        for tier, rules in self.tiers.items():
            for criterion in rules.criteria:
                yield tier, criterion

    @property
    def counted_by(self) -> dict[str, str]:
        """For each tier the annual indicator of its new members: ``new_<tier>`` where its rules name none."""
        return {name: tier.indicator or f"new_{name}" for name, tier in self.tiers.items()}

    @property
    def yearly(self) -> list[str]:
        """Tiers that end with the year and are given anew in the next: expiry and re-entry are one re-registration.

        >>> from panjin_kpi.reference.plan import Plan
        >>> Plan.load().tiers.yearly
        ['sci_tech_sme']
        """
        return [name for name, tier in self.tiers.items() if tier.validity.rule == "calendar_year"]

    def in_force(self, day: date) -> "Tiers":
        """The tiers whose criteria are all in force on a day."""
        # a document with only a year counts from that year's first day: "2021" <= "2021-01-01"
        kept = {
            name: tier
            for name, tier in self.tiers.items()
            if all(criterion.valid_from <= day.isoformat() for criterion in tier.criteria)
        }
        return self.model_copy(update={"tiers": kept})

    def among(self, indicators: Collection[str]) -> "Tiers":
        """The rules reduced to a plan that has only these indicators."""
        known = set(indicators)
        fitted = {
            name: tier if tier.indicator in known else tier.model_copy(update={"indicator": None})
            for name, tier in self.tiers.items()
        }
        return self.model_copy(update={"tiers": fitted})

    @model_validator(mode="after")
    def _everything_referred_to_exists(self) -> "Tiers":
        submitted = set(schemas.schema("financials").columns) - {"uscc", "year", "withdrawn", "fictitious"}
        _refuse("figures 中有企业年度指标表没有的列", set(self.figures) - submitted)
        used = {name for _, c in self.criteria() for quantity in c.quantities for name in quantity.columns}
        _refuse("有条目用到 figures 没有列出的列", used - set(self.figures))
        _refuse("figures 中有条目没有用到的列", set(self.figures) - used)
        counted = [tier.indicator for tier in self.tiers.values() if tier.indicator]
        _refuse("indicator 只能属于一个层级", {name for name in counted if counted.count(name) > 1})
        names = [c.id for _, c in self.criteria()]
        _refuse("条目的 id 重复", {name for name in names if names.count(name) > 1})
        for tier, rules in self.tiers.items():
            _check_references(tier, rules, set(self.tiers))
            _check_that_it_can_be_met(tier, rules)
        return self


def _check_references(tier: str, rules: Tier, tiers: set[str]) -> None:
    earlier: dict[str, AnyCriterion] = {}
    used: set[str] = set()
    for criterion in rules.criteria:
        uses = list(criterion.uses)
        _refuse(f"{criterion.id} 重复引用", {name for name in uses if uses.count(name) > 1})
        unknown = set(uses) - set(earlier)
        _refuse(f"{tier} 的 {criterion.id} 引用了前面没有的条目", unknown)
        if isinstance(criterion, Holds):
            _refuse(f"{criterion.id} 引用了没有的层级", {criterion.tier} - tiers)
            _refuse(f"{criterion.id} 引用了自己的层级", {criterion.tier} & {tier})
        needs_points = isinstance(criterion, (BestOf, Sum))
        pointless = {u for u in criterion.uses if needs_points and not isinstance(earlier[u], (Banded, BestOf, Sum))}
        _refuse(f"{criterion.id} 引用的条目没有分值", pointless)
        earlier[criterion.id] = criterion
        used |= set(criterion.uses)
    parts = {name for name, criterion in earlier.items() if criterion.role == "part"}
    _refuse(f"{tier} 有 part 条目没有被引用", parts - used)
    _refuse(f"{tier} 有被引用的条目不是 part", used - parts)
    if not rules.required:
        raise ValueError(f"{tier} 没有 required 条目")


def _check_that_it_can_be_met(tier: str, rules: Tier) -> None:
    """Refuse a pass mark above the most possible points, and contradictory limits on one quantity."""
    points: dict[str, float] = {}
    limits: dict[Quantity, dict[str, float]] = {}
    for criterion in rules.criteria:
        most = points[criterion.id] = _most_points(criterion, [points[name] for name in criterion.uses])
        if (
            isinstance(criterion, Sum)
            and (mark := criterion.threshold) is not None
            and (mark > most or (mark == most and criterion.test == "above"))
        ):
            raise ValueError(f"{criterion.id} 的 threshold {mark:g} 达不到，各项最多{most:g}分")
        if isinstance(criterion, Gate) and criterion.role == "required" and criterion.threshold is not None:
            sides = limits.setdefault(criterion.value, {})
            tighter = min if criterion.test == "at_most" else max
            sides[criterion.test] = tighter(criterion.threshold, sides.get(criterion.test, criterion.threshold))
            lowest = max(sides.get("at_least", -inf), sides.get("above", -inf))
            highest = sides.get("at_most", inf)
            if lowest > highest or sides.get("above", -inf) == highest:
                raise ValueError(
                    f"{tier} 的 {criterion.id} 与前面的条目矛盾：不能既不低于{lowest:g}，又不高于{highest:g}"
                )


def _most_points(criterion: AnyCriterion, parts: list[float]) -> float:
    """The most points a criterion can give, given those of its parts."""
    match criterion:
        case Banded():
            return criterion.bands[0].high
        case BestOf():
            return max(parts)
        case Sum():
            total = sum(parts) + sum(high for _, high in criterion.experts.values())
            return total if criterion.cap is None else min(total, criterion.cap)
        case _:
            return 0.0


def _refuse(what: str, strange: set[str]) -> None:
    if strange:
        raise ValueError(f"{what}：{'、'.join(sorted(strange))}")

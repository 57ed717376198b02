"""The kinds of criteria in a tier's rule, each with its document and clause."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from panjin_kpi.reference.settings.base import Settings
from panjin_kpi.reference.settings.tier_quantities import Quantity

MONTH, DAY_OF_MONTH = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
DAY = f"(19|20)[0-9]{{2}}(-{MONTH}(-{DAY_OF_MONTH})?)?"  # a document's date, or its year if the day is unknown
Test = Literal["at_least", "above", "at_most"]
# lowest and highest; YAML has no tuple, so a list is accepted
Points = Annotated[tuple[float, float], Field(strict=False)]


class Provision(Settings):
    """The source of a rule.

    ``valid_from`` is the day, or the year, since which the document is in force; ``confirm`` means that only one source
    was found, or that a column does not exactly match the rule.
    """

    document: str = Field(min_length=1)
    clause: str = Field(min_length=1)
    valid_from: str = Field(pattern=f"^{DAY}$")
    confirm: bool = False
    note: str = ""


class Criterion(Provision):
    """Base of all kinds of criteria.

    ``role``: ``required`` must be met, ``part`` is used by another criterion, ``beside`` is listed but decides nothing.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1)
    role: Literal["required", "part", "beside"]
    unit: str = Field(min_length=1)
    period: str = Field(min_length=1)

    @property
    def uses(self) -> tuple[str, ...]:
        """Criteria that this one is made of."""
        return tuple(getattr(self, "parts", ()))

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What it measures itself."""
        return tuple(value for name, value in self if name in ("value", "size"))


class Gate(Criterion):
    """One quantity against one threshold. Without a known threshold a person decides.

    ``if_unmet`` and ``if_unknown`` leave these outcomes to a person where a column does not cover all of the rule.
    """

    kind: Literal["gate"]
    value: Quantity
    test: Test
    threshold: float | None
    if_unmet: Literal["unmet", "manual"] = "unmet"
    if_unknown: Literal["unknown", "manual"] = "unknown"


class SizeStep(Settings):
    """The threshold for a size up to and including ``up_to`` (null: any larger)."""

    up_to: float | None
    threshold: float


class GateBySize(Criterion):
    """One quantity against a threshold that depends on another quantity, the size."""

    kind: Literal["gate_by_size"]
    value: Quantity
    size: Quantity
    test: Test
    steps: list[SizeStep] = Field(min_length=1)

    @model_validator(mode="after")
    def _sizes_rise_and_the_last_has_no_limit(self) -> "GateBySize":
        limits = [float("inf") if step.up_to is None else step.up_to for step in self.steps]
        if limits != sorted(set(limits)) or limits[-1] != float("inf"):
            raise ValueError("steps 的 up_to 应逐档上升，最后一档写 null")
        return self


class Band(Settings):
    """Points from a lower bound on (``from``, inclusive, or ``above``, exclusive); two numbers are a range."""

    from_: float | None = Field(default=None, alias="from")
    above: float | None = None
    points: float | Points

    @model_validator(mode="after")
    def _one_bound_and_a_range_that_rises(self) -> "Band":
        if (self.from_ is None) == (self.above is None):
            raise ValueError("每档只写 from（含本数）或 above（不含本数）中的一个")
        if not 0 <= self.low <= self.high:
            raise ValueError("points 不能为负，两个数时先小后大")
        return self

    @property
    def bound(self) -> float:
        """The lower bound, inclusive or not."""
        return float(self.above if self.from_ is None else self.from_)  # type: ignore[arg-type]

    @property
    def low(self) -> float:
        """The fewest points it gives."""
        return self.points[0] if isinstance(self.points, tuple) else self.points

    @property
    def high(self) -> float:
        """The most points it gives."""
        return self.points[1] if isinstance(self.points, tuple) else self.points


class Banded(Criterion):
    """Points by the band that a quantity falls in; none below the lowest band."""

    kind: Literal["banded"]
    value: Quantity
    bands: list[Band] = Field(min_length=1)

    @model_validator(mode="after")
    def _bands_fall(self) -> "Banded":
        for higher, lower in pairwise(self.bands):
            if not (higher.bound > lower.bound and higher.low > lower.high):
                raise ValueError("bands 应由高到低，下限和分值都逐档下降")
        if self.bands[-1].low <= 0:
            raise ValueError("最低一档应有分；达不到最低一档的为0分，不必列出")
        return self


class BestOf(Criterion):
    """The highest points among several measures of the same thing."""

    kind: Literal["best_of"]
    parts: list[str] = Field(min_length=1)


class Sum(Criterion):
    """Sum of points, with the range of the experts' points, against a pass mark.

    ``end`` gives one end of the range instead, without a pass mark of its own.
    """

    kind: Literal["sum"]
    parts: list[str] = Field(min_length=1)
    experts: dict[str, Points] = Field(default_factory=dict)
    cap: float | None = Field(default=None, gt=0)
    end: Literal["low", "high"] | None = None
    test: Literal["at_least", "above"] | None
    threshold: float | None
    if_unknown: Literal["unknown", "manual"] = "unknown"

    @model_validator(mode="after")
    def _experts_give_from_low_to_high_and_a_pass_mark_has_its_test(self) -> "Sum":
        if any(not 0 <= low <= high for low, high in self.experts.values()):
            raise ValueError("experts 的分值不能为负，先小后大")
        if (self.test is None) != (self.threshold is None):
            raise ValueError("test 和 threshold 应同时写明或同时为 null")
        return self


class Holds(Criterion):
    """The enterprise holds another tier on the day."""

    kind: Literal["holds"]
    tier: str


class AnyOf(Criterion):
    """Alternatives, of which one is enough; each is a list of criteria that are all required."""

    kind: Literal["any_of"]
    ways: list[Annotated[list[str], Field(min_length=1)]] = Field(min_length=1)

    @property
    def uses(self) -> tuple[str, ...]:
        """Criteria that this one is made of."""
        return tuple(dict.fromkeys(part for way in self.ways for part in way))


class Manual(Criterion):
    """A person decides: no column has the figure, or no threshold is known."""

    kind: Literal["manual"]
    threshold: float | None


AnyCriterion = Annotated[
    Gate | GateBySize | Banded | BestOf | Sum | Holds | AnyOf | Manual,
    Field(discriminator="kind"),
]

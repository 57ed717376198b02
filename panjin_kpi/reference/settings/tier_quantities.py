"""Quantities that a tier's rule measures: a closed vocabulary over the submitted columns, so that rules are data."""

from typing import Annotated, Literal

from pydantic import Field

from panjin_kpi.reference.settings.base import Settings

LAST = 0  # the last completed fiscal year


class _Quantity(Settings):
    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of ``financials`` that are read."""
        return tuple(value for name, value in self if name in ("of", "to"))


class Figure(_Quantity):
    """One column of one fiscal year: ``back`` years before the last completed one; -1 is the running year."""

    kind: Literal["figure"]
    of: str
    back: int = Field(default=LAST, ge=-1, le=5)


class Ratio(_Quantity):
    """The sum of one column over the sum of another, over the last ``years`` fiscal years."""

    kind: Literal["ratio"]
    of: str
    to: str
    years: int = Field(default=1, ge=1, le=5)


class Growth(_Quantity):
    """Growth over three fiscal years by the formula of 国科发火〔2016〕195号: ½(Y2/Y1 + Y3/Y2) - 1."""

    kind: Literal["growth"]
    of: str


class CompoundGrowth(_Quantity):
    """Compound annual growth over ``years`` fiscal years: (V / V of that many years before)^(1 / years) - 1."""

    kind: Literal["compound_growth"]
    of: str
    years: int = Field(ge=1, le=5)


class Age(_Quantity):
    """Time since ``registered_on`` of ``enterprises``, in days or in years."""

    kind: Literal["age"]
    unit: Literal["days", "years"]


Quantity = Annotated[Figure | Ratio | Growth | CompoundGrowth | Age, Field(discriminator="kind")]

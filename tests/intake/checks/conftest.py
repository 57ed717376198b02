"""What the tests of checks share."""

from collections.abc import Callable

import pytest

from panjin_kpi.intake.checks.check import CheckedFile, check_file
from panjin_kpi.reference.plan import Plan


@pytest.fixture
def check(plan: Plan, send) -> Callable[..., CheckedFile]:
    """Check a CSV file of monthly figures, given its lines."""

    def lines(*rows: str, header: str = "period,district,indicator,value") -> CheckedFile:
        return check_file(send(header, *rows), "progress", plan)

    return lines

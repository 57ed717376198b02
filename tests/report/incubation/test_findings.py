"""The title of the chart of carriers: true of the data drawn, in rare cases as well."""

import pandas as pd
import pytest

from panjin_kpi.report.incubation import findings
from tests.plan import PLAN


@pytest.mark.parametrize(
    ("tenants", "title"),
    [
        ([5, 2, 0], "各地区在孵共7个，大洼区最多，有5个"),
        ([5, 5, 2], "各地区在孵共12个，大洼区、盘锦高新区最多，各5个"),
        ([5, 5, 5], "各地区在孵共15个，3个地区各5个"),
        ([5, 0, 0], "各地区在孵的5个都在大洼区"),
        ([5, None, 0], "各地区已知在孵的5个都在大洼区"),
        ([5, 3, None], "各地区已知在孵共8个，大洼区最多，有5个"),
    ],
)
def test_who_has_most(tenants, title):
    rows = pd.DataFrame({"scope": ["dawa", "gaoxin", "panshan"], "tenants": pd.array(tenants, dtype="Int64")})
    assert findings.tenants(rows, PLAN) == title

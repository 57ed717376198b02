"""Results on carriers."""

import pandas as pd
import pytest

from panjin_kpi.analysis.registry import value


@pytest.fixture(scope="session")
def housed(plan, as_of):
    """A result on carriers by its name, from carriers, tenants, recognitions and events."""
    given = {"plan": plan, "as_of": as_of, "enterprises": pd.DataFrame({"uscc": []}, dtype="str")}

    def computed(name, carriers, incubatees, recognitions, events=None, **more):
        tables = {"carriers": carriers, "incubatees": incubatees, "recognitions": recognitions, "events": events}
        return value(name, tables | given | more)

    return computed

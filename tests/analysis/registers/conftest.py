"""Registers from short rows."""

import pandas as pd
import pytest

from panjin_kpi import schemas


@pytest.fixture(scope="session")
def rows():
    """A submitted table from dictionaries of its columns, as text."""

    def frame(table, *records):
        if not records:
            return schemas.empty(table)
        typed, faults = schemas.faults(table, pd.DataFrame(list(records), dtype="object"))
        assert not faults
        return typed

    return frame


@pytest.fixture(scope="session")
def project(rows):
    """Projects of 大洼区 that were begun in May, each with its evidence."""

    def frame(*records):
        about = {
            "owner": "dawa",
            "kind": "载体建设",
            "task_no": "1",
            "action": "完善",
            "status": "推进中",
            "started_on": "2021-05-10",
        }
        return rows("projects", *(about | {"project_id": str(n), **record} for n, record in enumerate(records)))

    return frame

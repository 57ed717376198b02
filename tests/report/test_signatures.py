"""DataFrames in the public interface; ``tests/test_notebooks.py`` makes each report with validation switched on."""

from importlib import import_module
from inspect import isclass, isfunction, signature, unwrap

import pandera.pandas as pa
import pytest

import panjin_kpi as pk
from panjin_kpi import schemas
from panjin_kpi.report import signatures
from panjin_kpi.report.progress import narrative


def functions():
    """Every function of the public interface, methods and properties too, with the package that its module is in."""
    for module, function in signatures.public_functions():
        yield module.__package__, function
    for one in (pk.Plan, pk.ResultSet, pk.open, pk.open_notebook, pk.theme, pk.workbench):
        package = import_module(one.__module__).__package__
        yield package, one
        for name, value in vars(one).items() if isclass(one) else ():
            kinds = [getattr(value, kind, None) for kind in ("fget", "func", "__func__")]
            inner = next(filter(None, kinds), value)
            if isfunction(inner) and not name.startswith("_"):
                yield package, inner


def schema_of(table, package, function):
    """The schema that a signature names, the parameter that names the table, or the location of the schema."""
    if isinstance(table, pa.DataFrameSchema):
        return table
    if "." in table:
        where, _, name = table.rpartition(".")
        return getattr(import_module(f"{package}.{where}"), name)
    known = table in signature(function).parameters and signature(function).parameters[table].annotation is str
    return schemas.schema("status" if known else schemas.of_result(table))


def test_each_frame_that_crosses_a_public_function_is_named_by_its_schema():
    named = {}
    for package, function in functions():
        for parameter, table in signatures.tables(function).items():
            named[function, parameter] = schema_of(table, package, function)
        frames = {n for n, each in signature(function).parameters.items() if each.annotation == signatures.Frames}
        assert frames <= {"frames"}
    assert len(named) > 190
    assert all(isinstance(schema, pa.DataFrameSchema) for schema in named.values())


def test_on_request_a_frame_of_another_table_is_refused_and_one_with_more_columns_is_not(plan, monkeypatch):
    status, scores, plain = schemas.empty("status"), schemas.empty("scores"), unwrap(narrative.districts)
    monkeypatch.setattr(narrative, "districts", plain)  # whoever has held it before
    signatures.hold_frames()
    held = narrative.districts
    signatures.hold_frames()
    assert narrative.districts is held is not plain
    assert held(status[["scope", "light"]], plan) == plain(status, plan)
    monkeypatch.setenv(schemas.CHECK_VARIABLE, "1")
    assert held(status.assign(mine=1), plan) == plain(status, plan)
    for wrong, message in ((scores, "status：scope ''：缺少这一列"), (status[["scope", "light"]], "status：period ''")):
        with pytest.raises(ValueError, match=message):
            held(wrong, plan=plan)

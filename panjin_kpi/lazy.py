"""Names of a package that are imported on first use (PEP 562), so that a command starts quickly."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def attach(
    package: str, submodules: Sequence[str] = (), attributes: Mapping[str, str] | None = None
) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package, like ``attach`` of the library ``lazy_loader``.

    Parameters
    ----------
    attributes : Mapping
        Which module of the package has each name.

    >>> attach("panjin_kpi.reference", ["calendar"])("calendar").__name__
    'panjin_kpi.reference.calendar'
    """

    def attribute(name: str) -> Any:
        if name in submodules:
            return import_module(f"{package}.{name}")
        if attributes and name in attributes:
            return getattr(import_module(f"{package}.{attributes[name]}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return attribute

"""Monthly figures, district reports and annual assessment for Panjin's plan 盘政办发〔2021〕10号.

What is in ``__all__`` is the public interface; everything else may change without notice.

>>> import panjin_kpi as pk
>>> run = pk.open("2021-12")  # doctest: +SKIP
>>> run.only("status", "大洼区", indicator="新增高新技术企业")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

from panjin_kpi.lazy import attach

if TYPE_CHECKING:
    from panjin_kpi import report
    from panjin_kpi.batch.results.opening import open, open_notebook  # noqa: A004 - pk.open, as gzip.open
    from panjin_kpi.batch.results.result_set import ResultSet
    from panjin_kpi.batch.workbench import workbench
    from panjin_kpi.errors import PanjinError, WrongParameters
    from panjin_kpi.reference.plan import Plan
    from panjin_kpi.report.page.style import theme

__version__ = "1.0.0"
__all__ = [
    "PanjinError", "Plan", "ResultSet", "WrongParameters", "__version__", "open", "open_notebook", "report", "theme",
    "workbench",
]  # fmt: skip
_MODULES = {  # imported on first use: the command and the kernels begin without pandas
    "PanjinError": "errors",
    "Plan": "reference.plan",
    "ResultSet": "batch.results.result_set",
    "WrongParameters": "errors",
    "open": "batch.results.opening",
    "open_notebook": "batch.results.opening",
    "theme": "report.page.style",
    "workbench": "batch.workbench",
}
__getattr__ = attach(__name__, ["report"], _MODULES)


def __dir__() -> list[str]:
    return __all__

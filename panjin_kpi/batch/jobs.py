"""Which reports a run makes, with parameters that are checked before any kernel starts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from panjin_kpi.batch.parameters import CityParameters, DistrictParameters, Parameters, ScopeParameters, checked
from panjin_kpi.errors import PanjinError, WrongParameters
from panjin_kpi.project import NOTEBOOKS, Audience
from panjin_kpi.reference.calendar import existing_unit, month_end
from panjin_kpi.reference.names import UnknownName
from panjin_kpi.reference.plan import CITY, Plan


class Report(BaseModel):
    """A notebook that a run executes: ``metadata.report`` in the notebook itself.

    Parameters
    ----------
    name : str
        The notebook's own file name; a copy under another name is no report until its name is changed here.
    pages : tuple of str
        A page of the ``city``, a page for each of the ``districts``, or both.
    order : int
        Position among the reports.
    public : bool
        Whether the public edition has it.
    counts : bool
        Whether it is made of counts of enterprises, which the public edition may withhold.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    pages: tuple[Literal["city", "districts"], ...]
    order: int = 99
    public: bool = False
    counts: bool = False

    @property
    def parameters(self) -> type[Parameters]:
        """The parameters it takes."""
        if len(set(self.pages)) > 1:
            return ScopeParameters
        return CityParameters if "city" in self.pages else DistrictParameters


def notebook(name: str, folders: Sequence[Path]) -> Path:
    """A notebook in the first folder that has it: a copy in an office's folder never replaces a package's report."""
    paths = [folder / f"{name}.ipynb" for folder in folders]
    return next((path for path in paths if path.exists()), paths[0])


def reports(*folders: Path) -> dict[str, Report]:
    """The reports among the notebooks of some folders, by default the package's, by name, in their order.

    >>> [(report.title, report.pages) for report in reports().values()][:2]
    [('全市总览', ('city',)), ('地区月报', ('districts',))]
    """
    found: list[Report] = []
    folders = folders or (NOTEBOOKS,)
    for path in (path for folder in folders for path in sorted(folder.glob("*.ipynb"))):
        try:
            described = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("report", {})
        except (ValueError, KeyError) as error:
            raise PanjinError(f"{path} 不是笔记本，读不出来。请移走，或在 JupyterLab 里另存") from error
        if described.get("name") == path.stem and path == notebook(path.stem, folders):
            try:
                found.append(Report.model_validate(described))
            except ValidationError as error:
                where = "、".join(".".join(map(str, detail["loc"])) for detail in error.errors())
                raise PanjinError(f"{path.name} 的 metadata.report 里 {where} 写得不对。请照其他报告改正") from error
    return {report.name: report for report in sorted(found, key=lambda report: report.order)}


@dataclass(frozen=True)
class Job:
    """One report to be made."""

    report: Report
    scope: str
    parameters: dict[str, Any]

    @property
    def stem(self) -> str:
        """Path of the page in the run's folder, without its ending."""
        return f"{self.report.name}/{self.scope}"


def jobs(
    plan: Plan,
    period: str,
    results: str,
    audience: Audience,
    notebooks: Sequence[str] = (),
    districts: Sequence[str] = (),
    folders: Sequence[Path] = (NOTEBOOKS,),
) -> list[Job]:
    """The reports of one run, in order: of each the city's page first, then the districts' in the plan's order.

    Parameters
    ----------
    notebooks : sequence of str
        Only these notebooks; all by default.
    districts : sequence of str
        Only these districts' pages (identifier, name or alias); all pages by default.
    folders : sequence of Path
        Where the notebooks are.

    Raises
    ------
    WrongParameters
        A notebook, a district or the period is not known, or the district does not exist in it.
    """
    known = {name: report for name, report in reports(*folders).items() if report.public or audience == "internal"}
    if unknown := [name for name in notebooks if name not in known]:
        raise WrongParameters(f"没有“{'、'.join(unknown)}”这个笔记本，可选的有：{'、'.join(known)}")
    shared = {"period": period, "results": results, "audience": audience}
    checked(CityParameters, plan, shared)
    shared["as_of"] = month_end(period).isoformat()
    try:
        chosen = [plan.district_names.resolve(name) for name in districts]
    except UnknownName as error:
        raise WrongParameters(str(error)) from error
    chosen = [existing_unit(plan, district, period) for district in chosen] or plan.districts_in(period)
    made: list[Job] = []
    for report in (report for name, report in known.items() if not notebooks or name in notebooks):
        per_district = "districts" in report.pages
        scopes = [CITY] if "city" in report.pages and (not districts or (not per_district and notebooks)) else []
        scopes += dict.fromkeys(chosen) if per_district else ()
        for scope in scopes:
            given = {name: value for name, value in shared.items() if name in report.parameters.model_fields}
            if "district" in report.parameters.model_fields:
                given["district"] = plan.district_names[scope]
            made.append(Job(report, scope, checked(report.parameters, plan, given)))
    return made

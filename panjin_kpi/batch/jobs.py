"""Which reports a run makes, with parameters that are checked before any kernel starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo

from panjin_kpi.errors import WrongParameters
from panjin_kpi.project import Audience
from panjin_kpi.reference.calendar import known_period, month_end
from panjin_kpi.reference.names import UnknownName
from panjin_kpi.reference.plan import CITY, Plan


def _plan(info: ValidationInfo) -> Plan:
    context: dict[str, Plan] = info.context or {}
    return context["plan"]


def _known_scope(name: str, info: ValidationInfo) -> str:
    names = _plan(info).district_names
    return names[names.resolve(name)]


def _known_district(name: str, info: ValidationInfo) -> str:
    known = _known_scope(name, info)
    if known == _plan(info).district_names[CITY]:
        raise ValueError("全市不是县区，请用 city_overview")
    return known


def _known_day(day: str, info: ValidationInfo) -> str:
    try:
        written = date.fromisoformat(day).isoformat() == day
    except ValueError:
        written = False
    if not written:
        raise ValueError(f"“{day}”不是日期，请写成 2021-12-31 这样")
    known_period(_plan(info), day[:7])
    return day


def _known_period(period: str, info: ValidationInfo) -> str:
    return known_period(_plan(info), period)


class Parameters(BaseModel):
    """Parameters of every notebook."""

    model_config = ConfigDict(extra="forbid", strict=True)

    results: str
    audience: Audience


class CityParameters(Parameters):
    """Parameters of a notebook about the whole city."""

    period: Annotated[str, AfterValidator(_known_period)]


class DistrictParameters(CityParameters):
    """Parameters of a notebook about one district; the district is passed on by its canonical name."""

    district: Annotated[str, AfterValidator(_known_district)]


class ScopeParameters(Parameters):
    """Parameters of a notebook about the city or one district on a day."""

    as_of: Annotated[str, AfterValidator(_known_day)]
    district: Annotated[str, AfterValidator(_known_scope)]


@dataclass(frozen=True)
class Report:
    """A notebook that a run executes."""

    notebook: str
    title: str
    parameters: type[Parameters]

    @property
    def of_the_city(self) -> bool:
        """Whether there is a page for the whole city."""
        return not issubclass(self.parameters, DistrictParameters)

    @property
    def per_district(self) -> bool:
        """Whether there is one page for each district."""
        return not issubclass(self.parameters, CityParameters) or issubclass(self.parameters, DistrictParameters)


REPORTS = {
    report.notebook: report
    for report in (
        Report("city_overview", "全市总览", CityParameters),
        Report("district_report", "地区月报", DistrictParameters),
        Report("gradient_cultivation", "企业梯度培育", ScopeParameters),
        Report("carrier_assessment", "孵化载体考核", ScopeParameters),
        Report("monthly_bulletin", "月度通报", CityParameters),
        Report("annual_assessment", "年度绩效考核", CityParameters),
    )
}


@dataclass(frozen=True)
class Job:
    """One report to be made."""

    report: Report
    scope: str
    parameters: dict[str, Any]

    @property
    def stem(self) -> str:
        """Path of the page in the run's folder, without its ending."""
        return f"{self.report.notebook}/{self.scope}"


def checked(report: Report, plan: Plan, **parameters: Any) -> dict[str, Any]:
    """Parameters of a notebook, checked by its typed model.

    Raises
    ------
    WrongParameters
        A parameter is unknown, missing or wrong; a misspelt district is answered with the nearest one.

    Examples
    --------
    >>> report, plan = REPORTS["district_report"], Plan.load()
    >>> checked(report, plan, district="兴隆区", period="2021-12", results="", audience="public")
    Traceback (most recent call last):
    panjin_kpi.errors.WrongParameters: district：没有“兴隆区”这个地区，是不是“兴隆台区”？
    """
    try:
        return report.parameters.model_validate(parameters, context={"plan": plan}).model_dump()
    except ValidationError as error:
        raise WrongParameters("；".join(map(_message, error.errors()))) from error


def jobs(
    plan: Plan,
    period: str,
    results: str,
    audience: Audience,
    notebooks: Sequence[str] = (),
    districts: Sequence[str] = (),
) -> list[Job]:
    """The reports of one run: the city first, then the districts in the plan's order.

    Parameters
    ----------
    notebooks : sequence of str
        Only these notebooks; all by default.
    districts : sequence of str
        Only these districts' pages (identifier, name or alias); all pages by default.

    Raises
    ------
    WrongParameters
        A notebook, a district or the period is not known.
    """
    if unknown := [name for name in notebooks if name not in REPORTS]:
        raise WrongParameters(f"没有“{'、'.join(unknown)}”这个笔记本，可选的有：{'、'.join(REPORTS)}")
    shared = {"period": period, "results": results, "audience": audience}
    checked(REPORTS["city_overview"], plan, **shared)
    shared["as_of"] = month_end(period).isoformat()
    try:
        chosen = [plan.district_names.resolve(name) for name in districts] or plan.districts_in(period)
    except UnknownName as error:
        raise WrongParameters(str(error)) from error
    made: list[Job] = []
    for report in (REPORTS[name] for name in REPORTS if not notebooks or name in notebooks):
        scopes = [CITY] if report.of_the_city and (not districts or (not report.per_district and notebooks)) else []
        scopes += dict.fromkeys(chosen) if report.per_district else ()
        for scope in scopes:
            given = {name: value for name, value in shared.items() if name in report.parameters.model_fields}
            if "district" in report.parameters.model_fields:
                given["district"] = plan.district_names[scope]
            made.append(Job(report, scope, checked(report, plan, **given)))
    return made


def _message(detail: Any) -> str:
    name = ".".join(map(str, detail["loc"]))
    if detail["type"] == "extra_forbidden":
        return f"没有“{name}”这个参数"
    if detail["type"] == "missing":
        return f"缺少参数 {name}"
    if detail["type"] == "value_error":
        return f"{name}：{detail['ctx']['error']}"
    return f"{name} 的值 {detail['input']!r} 不对：{detail['msg']}"

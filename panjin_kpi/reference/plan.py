"""``Plan``: districts, indicators, targets, tasks and rules, as the plan and its configuration state them."""

from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pa

from panjin_kpi import schemas
from panjin_kpi.project import Project
from panjin_kpi.reference.names import Names, normalised_key
from panjin_kpi.reference.plan_checks import check_plan
from panjin_kpi.reference.reading import read_reference
from panjin_kpi.reference.settings.assessment import Assessment
from panjin_kpi.reference.settings.base import Settings
from panjin_kpi.reference.settings.carrier_assessment import CarrierAssessment
from panjin_kpi.reference.settings.tiers import Tiers

CITY = "city"
SHARES = pa.DataFrameSchema({month: pa.Column("float64", title=f"{month}月底") for month in range(1, 13)}, strict=True)
BY_INDICATOR = schemas.schema("indicators").set_index(["indicator"])
SETTINGS: dict[str, type[Settings]] = {
    "assessment": Assessment,
    "tiers": Tiers,
    "carrier_assessment": CarrierAssessment,
}
# the folder of another plan may lack them
OPTIONAL = ("baseline", "carrier_grades", "clause_units", "named_objects", "wordings", "words")
NATIONAL = ("tiers", "carrier_assessment")  # rules of higher authorities: the project's own if the folder has none


@dataclass(frozen=True, eq=False)
class Plan:
    """All data given before a figure is reported: 盘政办发〔2021〕10号 and the office's configuration.

    Each attribute except the settings is the reference table of that name (columns: ``schemas/<name>.yaml``). A
    parameter ``plan`` is always a ``Plan`` and is not explained again. The plan of a run also has the state of the
    record (:func:`~panjin_kpi.reference.calendar.on_record`): the day up to which submissions are known, the day on
    which the month was closed, and the month whose reports are still awaited because their deadline is not over.

    >>> Plan.load().district_names.resolve("高新区")
    'gaoxin'
    """

    districts: pd.DataFrame
    indicators: pd.DataFrame
    targets: pd.DataFrame
    five_year: pd.DataFrame
    tasks: pd.DataFrame
    task_units: pd.DataFrame
    clause_units: pd.DataFrame
    units: pd.DataFrame
    aliases: pd.DataFrame
    pace: pd.DataFrame
    calendar: pd.DataFrame
    baseline: pd.DataFrame
    carrier_grades: pd.DataFrame
    named_objects: pd.DataFrame
    wordings: pd.DataFrame
    words: pd.DataFrame
    assessment: Assessment
    tiers: Tiers
    carrier_assessment: CarrierAssessment
    known_on: date | None = None
    closed_on: date | None = None
    awaited: str = ""

    @classmethod
    def load(cls, folder: Path | None = None) -> "Plan":
        """Read and check a ``reference/`` folder; the checkout's own by default.

        Raises
        ------
        ReferenceDataError
            A file is missing or invalid, or two files contradict one another.
        """
        folder = folder or Project().reference
        names = [field.name for field in fields(cls) if field.default is MISSING and field.name not in SETTINGS]
        tables = {name: read_reference(folder, name) for name in names if name not in OPTIONAL}
        for name in OPTIONAL:
            there = (folder / f"{name}.csv").exists()
            tables[name] = read_reference(folder if there else Project().reference, name)
            if not there and name != "words":
                tables[name] = tables[name].iloc[:0]
        settings: dict[str, Any] = {}
        for name, kind in SETTINGS.items():
            there = name not in NATIONAL or (folder / f"{name}.yaml").exists()
            settings[name] = kind.load((folder if there else Project().reference) / f"{name}.yaml")
            if not there:
                settings[name] = settings[name].among(tables["indicators"]["indicator"])
        plan = cls(**tables, **settings)
        check_plan(plan)
        return plan

    def is_over(self, period: str) -> bool:
        """Whether the year is over at a month's end: until December's reports are due, results are interim.

        >>> Plan.load().is_over("2021-12"), Plan.load().is_over("2021-11")
        (True, False)
        """
        return period.endswith("-12") and period != self.awaited

    @property
    def document(self) -> str:
        """The plan's document number."""
        return self.assessment.document.value

    @cached_property
    def by_indicator(self) -> Annotated[pd.DataFrame, BY_INDICATOR]:
        """The indicators, indexed by identifier."""
        return self.indicators.set_index("indicator")

    @cached_property
    def district_names(self) -> Names:
        """Names of the districts and the whole city."""
        return Names("地区", _names(self.districts, "district") | {CITY: "全市"}, self._aliases("district"))

    @cached_property
    def indicator_names(self) -> Names:
        """Names of the annual indicators, also with the unit behind them: 新增高新技术企业（家）."""
        known, aliases = _names(self.indicators, "indicator"), self._aliases("indicator")
        spelt = [*((name, id_) for id_, name in known.items()), *aliases.items()]
        units = _names(self.indicators, "indicator", "unit")
        return Names("指标", known, aliases | {f"{text}（{units[id_]}）": id_ for text, id_ in spelt if id_ in units})

    @cached_property
    def unit_names(self) -> Names:
        """Names of the lead and responsible units."""
        return Names("单位", _names(self.units, "unit"), self._aliases("unit"))

    @cached_property
    def reporters(self) -> Names:
        """Names of the units and districts, without those that stand for all districts together.

        >>> Plan.load().reporters.resolve("大洼"), Plan.load().reporters.resolve("市科技局")
        ('dawa', 'sci_tech_bureau')
        """
        known = {**self.unit_names.known, **_names(self.districts, "district")}
        single = {unit: name for unit, name in known.items() if unit not in self.district_groups}
        return Names("单位", single, self.unit_names.aliases | self.district_names.aliases)

    @cached_property
    def district_groups(self) -> frozenset[str]:
        """Units that stand for all districts together: 各县区、经济区."""
        return frozenset(self.units.loc[self.units["kind"] == "district_group", "unit"])

    @cached_property
    def words_of(self) -> dict[str, Names]:
        """Names of the choices that are stored as identifiers, by list.

        >>> Plan.load().words_of["event"].resolve("重新认定")
        'renewed'
        """
        lists = {"tier": "层级", "event": "事件", "scenario": "情形", "basis": "口径"}
        words = self.words
        return {n: Names(what, _names(words[words["list"] == n], "id", "word"), {}) for n, what in lists.items()}

    @cached_property
    def carrier_aliases(self) -> dict[str, str]:
        """Canonical name of a carrier by each of its other spellings, normalised (:func:`normalised_key`)."""
        return {normalised_key(alias): name for alias, name in self._aliases("carrier").items()}

    @cached_property
    def planned_shares(self) -> Annotated[pd.DataFrame, SHARES]:
        """Share of the year's target planned by the end of each month: one row per indicator, columns 1 to 12."""
        months = range(1, 13)
        curves = self.pace.pivot(index="curve", columns="month", values="share").reindex(columns=months)
        curves.loc["linear"] = [month / 12 for month in months]
        return curves.loc[self.indicators["curve"]].set_axis(self.indicators["indicator"], axis=0)

    def order_of(self, column: str) -> list[object]:
        """The order in which the plan and the office list the values of a column."""
        districts = list(self.districts["district"])
        lists: dict[str, list[object]] = {
            "district": districts,
            "scope": [CITY, *districts],
            "unit": list(dict.fromkeys([*districts, *self.units["unit"]])),
            "indicator": list(self.indicators["indicator"]),
            "task_no": list(self.tasks["task_no"]),
            "tier": list(self.tiers.tiers),
        }
        return lists[column]

    def targets_in(self, year: int) -> Annotated[pd.DataFrame, "targets"]:
        """The targets of one year."""
        return self._targets_of_years.get(year, self.targets.iloc[:0]).copy()

    @cached_property
    def _targets_of_years(self) -> dict[int, pd.DataFrame]:
        return dict(list(self.targets.groupby("year")))

    @cached_property
    def target_of(self) -> dict[tuple[str, str, str], float]:
        """Targets by year (as text, as in a period), scope and indicator.

        >>> Plan.load().target_of["2021", "panshan", "activities"]
        4.0
        """
        keys = zip(self.targets["year"].astype("str"), self.targets["scope"], self.targets["indicator"], strict=True)
        return dict(zip(keys, self.targets["target"], strict=True))

    def target_and_due(self, period: str, scope: str, indicator: str) -> tuple[float, float]:
        """What a figure is judged by: the year's target and what of it is due by the month's end; NaN without one.

        >>> Plan.load().target_and_due("2021-06", "panshan", "activities")
        (4.0, 2.0)
        """
        target = self.target_of.get((period[:4], scope, indicator), float("nan"))
        return target, target * float(self.planned_shares[int(period[5:])].get(indicator, 0))

    def split_indicators(self, year: int) -> frozenset[str]:
        """Indicators that the year's plan breaks down to districts; the others are the city's own.

        >>> sorted(Plan.load().split_indicators(2021) & {"new_hnte", "new_gazelle"})
        ['new_hnte']
        """
        return self._split_of_years.get(year, frozenset())

    @cached_property
    def _split_of_years(self) -> dict[int, frozenset[str]]:
        split = self.targets[self.targets["scope"] != CITY]
        return {year: frozenset(rows["indicator"]) for year, rows in split.groupby("year")}

    def districts_in(self, period: str) -> list[str]:
        """Districts that exist at any time in a month, in the order of ``districts.csv``."""
        return [district for district, first, last in self._months_of_districts if first <= period <= last]

    def districts_absent_in(self, period: str) -> list[str]:
        """Districts of the plan that do not exist in a month: not yet established, or dissolved before it."""
        return [district for district, first, last in self._months_of_districts if not first <= period <= last]

    @cached_property
    def _months_of_districts(self) -> list[tuple[str, str, str]]:
        table = self.districts
        first, last = (table[name].fillna(end).str[:7] for name, end in (("valid_from", ""), ("valid_to", "9999")))
        return list(zip(table["district"], first, last, strict=True))

    def _aliases(self, kind: str) -> dict[str, str]:
        return _names(self.aliases[self.aliases["kind"] == kind], "alias", "id")

    def _repr_html_(self) -> str:
        """The targets as the matrix of annex 2: indicators down, districts across."""
        matrix = self.targets.pivot(index="indicator", columns=["year", "scope"], values="target")
        order = [s for s in (CITY, *self.districts["district"]) if s in matrix.columns.get_level_values("scope")]
        matrix = matrix.reindex(self.indicators["indicator"]).reindex(columns=order, level="scope")
        matrix.index = [f"{row.name}（{row.unit}）" for row in self.indicators.itertuples()]
        matrix = matrix.rename(columns=self.district_names.known, level="scope").rename_axis(columns=["年度", "地区"])
        shown = matrix.map(lambda target: "未分解" if pd.isna(target) else f"{target:g}")
        return f"<p>{escape(self.document)}：年度目标 {len(self.targets)} 项次</p>" + str(shown.to_html())


def _names(table: pd.DataFrame, key: str, name: str = "name") -> dict[str, str]:
    return dict(zip(table[key], table[name], strict=True))


# other files in a reference folder are ignored
REFERENCE_FILES = frozenset(
    f"{f.name}.{'yaml' if f.name in SETTINGS else 'csv'}" for f in fields(Plan) if f.default is MISSING
)


def reference_files(folder: Path) -> list[Path]:
    """The files of a reference folder that belong to the plan."""
    return sorted(path for path in folder.iterdir() if path.name in REFERENCE_FILES)

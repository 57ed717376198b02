"""The results of one period for notebooks: computed from a snapshot, or read from a results folder."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import result_nodes
from panjin_kpi.analysis.results import results as compute
from panjin_kpi.batch.parameters import checked_call
from panjin_kpi.batch.results.changes import DIFFERENCES, all_in_words
from panjin_kpi.batch.results.choosing import chosen
from panjin_kpi.batch.results.folder import NOT_PUBLIC, NOT_TRIED, NoTable, Tables, about, is_whole, write_folder
from panjin_kpi.batch.results.provenance import closing_in_words, facts, known_until, still_due_in_words, versions
from panjin_kpi.batch.results.published_reference import published, published_rules
from panjin_kpi.batch.results.rescoring import More, rescored, with_settings
from panjin_kpi.batch.results.small_counts import COUNTS, withheld_in_words
from panjin_kpi.errors import WrongParameters
from panjin_kpi.files import write_atomically
from panjin_kpi.intake.storage.snapshot import Snapshot
from panjin_kpi.project import Project
from panjin_kpi.reference.calendar import known_period, month_end, on_record
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.index.standing import certainty, standing
from panjin_kpi.report.progress.narrative import interim
from panjin_kpi.report.workbook.book import FILE, ResultsWorkbook
from panjin_kpi.schemas.formats import FICTITIOUS

if TYPE_CHECKING:
    from panjin_kpi.report.page.fragment import HtmlFragment

ABOUT_FILES = ("period", "key", "tables", "files")  # in a results folder's origin.json, beside the origin


@dataclass(frozen=True, eq=False)
class ResultSet:
    """Every result table of one period, with the plan it was measured by and its origin.

    Parameters
    ----------
    frames : Tables
        The result tables; columns as in their schemas. Each is an attribute too: ``run.status``.
    origin : dict
        ``as_of``, ``snapshot``, ``content``, ``taken_at``, ``as_known_on``, ``fictitious``, ``submissions``,
        ``versions``; ``closing`` of a closed period, ``withheld`` where the public edition withholds counts.
    project : Project
        The data folder whose submissions :meth:`trace` looks at.
    """

    plan: Plan
    period: str
    frames: Tables
    origin: dict[str, Any]
    project: Project = field(default_factory=Project)
    _typed: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def compute(cls, snapshot: Snapshot, plan: Plan, period: str, as_of: date | None = None) -> "ResultSet":
        """Compute all results of a period from a snapshot; enterprises on its last day, or on ``as_of``.

        Raises
        ------
        WrongParameters
            The period is none that the plan has targets for.
        """
        known_period(plan, period)
        day = as_of or month_end(period)
        origin: dict[str, Any] = {"as_of": day.isoformat()}
        origin |= {name: snapshot.manifest[name] for name in ("content", "taken_at", "as_known_on", "fictitious")}
        origin |= {"snapshot": snapshot.name, "submissions": snapshot.submissions, "versions": versions()}
        origin |= {"closing": closing} if (closing := snapshot.manifest.get("closing")) else {}
        log = pd.DataFrame(snapshot.log, columns=["submission", "file", "reporter"])
        tables = {**snapshot.tables(), "submissions": log}
        plan = _on_record(plan, period, origin)
        return cls(plan, period, Tables.of(compute(tables, plan, period, day, plan.known_on)), origin)

    @classmethod
    def read(cls, folder: Path, period: str) -> "ResultSet":
        """Read a results folder; it holds all that a notebook needs.

        Raises
        ------
        FileNotFoundError, WrongParameters
            The folder is not a results folder, or of another period.
        """
        known, plan = about(folder), Plan.load(folder / "reference")
        if known_period(plan, period) != known["period"]:
            raise WrongParameters(f"结果文件夹 {folder} 是 {known['period']} 的，不是 {period} 的")
        return cls._found(folder, known, plan)

    @classmethod
    def kept(cls, folder: Path, key: str, plan: Plan) -> "ResultSet | None":
        """The results of an earlier run from the same data with the same code, if unchanged since."""
        try:
            known = about(folder)
        except (OSError, ValueError):
            return None
        return cls._found(folder, known, plan) if known.get("key") == key and is_whole(folder, known) else None

    @classmethod
    def _found(cls, folder: Path, known: dict[str, Any], plan: Plan) -> "ResultSet":
        origin = {name: value for name, value in known.items() if name not in ABOUT_FILES}
        return cls(_on_record(plan, known["period"], origin), known["period"], Tables.read(folder, known), origin)

    def public(self) -> "ResultSet":
        """These results reduced to the tables registered as public, without those that may have small counts."""
        known = {name: node.public for name, node in result_nodes().items() if name in self.rows}
        if all(known.values()):  # already public; own tables may be included, whose code is not loaded here
            return self
        public = [name for name in self.rows if known.get(name)]
        least = self.plan.assessment.public.least_count.value
        shown = [name for name in public if not (least and name in COUNTS)]
        origin = self.origin | ({"closing": end | {"reason": None}} if (end := self.origin.get("closing")) else {})
        origin |= {"withheld": least} if shown != public else {}
        absent = self.frames.absent_from(shown, NOT_PUBLIC)
        kept = Tables({name: self.rows[name] for name in shown}, self.frames.__getitem__, absent)
        plan = dataclasses.replace(self.plan, assessment=published_rules(self.plan.assessment))
        return dataclasses.replace(self, plan=plan, frames=kept, origin=origin)

    def write(self, folder: Path, reference: Path, key: str = "", public: bool = False) -> None:
        """Write each table as CSV (UTF-8 with BOM) into ``results/``, and the plan's reference files, as published.

        ``key`` is from :func:`~panjin_kpi.batch.reports.fingerprints.results_key`, for :meth:`kept`.
        """
        known = self.origin | {"period": self.period, "key": key}
        content = partial(published, withheld="withheld" in known) if public else None
        write_folder(folder, list(self.frames), self._checked, reference, known, content)

    def write_workbook(self, folder: Path) -> None:
        """Write all tables as one workbook for people."""
        status, steps, history = map(self._checked, ("status", "next_steps", "score_history"))
        first = standing(status, steps, history, self.period, self.plan)
        warning = FICTITIOUS if self.origin["fictitious"] else ""
        firm = certainty(self._checked("rank_verdict"), self.plan)
        note = "".join([self.known, interim(self.plan, self.period), first.caption, "。", *firm])
        book = ResultsWorkbook(self.plan, self.period, warning, (note, first.plain))
        for name in self.frames:
            book.add(name, self._checked(name))
        write_atomically(folder / FILE, book.content(self.facts, datetime.fromisoformat(self.origin["taken_at"])))

    def _checked(self, name: str) -> pd.DataFrame:
        if name not in self._typed:
            self._typed[name] = schemas.checked(name, self.frames[name])
        return self._typed[name]

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows each table has; no table is read for this."""
        return self.frames.rows

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.__dict__.get("frames", {})[name]
        except KeyError as error:
            why = str(error) if isinstance(error, NoTable) else f"ResultSet has no attribute {name!r}"
            raise AttributeError(why, name=name, obj=self) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.frames]

    @checked_call
    def only(
        self, table: str, district: str = "", *, indicator: str = "", tier: str = "", month: str = ""
    ) -> Annotated[pd.DataFrame, "table"]:
        """Rows of a table, chosen by any name or alias, as the table's schema has them.

        Parameters
        ----------
        district : str
            A district, or the city where the table has it.
        month : str
            ``YYYY-MM``; of a table of days, the days in it.

        Raises
        ------
        UnknownName, WrongParameters
            A name is not known, or the table cannot be filtered by it.
        """
        return chosen(self.frames[table], self._title(table), self.plan, district, indicator, tier, month)

    def within(self, table: str, scope: str) -> Annotated[pd.DataFrame, "table"]:
        """The rows of a list that belong to one district; all of them for the city."""
        everywhere = self.plan.district_names.resolve(scope) == CITY
        return self.frames[table] if everywhere else self.only(table, scope)

    def _title(self, table: str) -> str:
        return str(schemas.schema(schemas.of_result(self.frames.name(table))).title)

    @checked_call
    def under(self, *, more: More | None = None, **settings: Any) -> "ResultSet":
        """Status, scores, contributions and next steps under other settings of ``assessment.yaml``; nothing is written.

        Settings are added to those of an earlier call, and so is ``more``; ``weights`` replace earlier ones.

        Parameters
        ----------
        more : dict, optional
            What districts would have finished beyond the last they reported: ``{("大洼区", "新增高新技术企业"): 2}``.
            It counts as reported in this month, and as proven.
        **settings
            By the names of the file: ``cap=1.2``; ``weights`` is a preset's name, or the weight of each indicator that
            is not to weigh 1.

        Raises
        ------
        WrongParameters
            There is no such setting, or its value is not allowed.

        Examples
        --------
        >>> run.under(weights={"新增高新技术企业": 3}).compare(run, "scores")  # doctest: +SKIP
        """
        plan = with_settings(self.plan, settings)
        frames = rescored(self.frames, plan, self.period, more)
        tried = Tables.of(frames, self.frames.absent_from(frames, NOT_TRIED))
        return dataclasses.replace(self, plan=plan, frames=tried)

    @checked_call
    def trace(self, district: str, indicator: str) -> Annotated[pd.DataFrame, "trace.TRACED"]:
        """A reported figure down to submission, file, sheet and cell, and the rows that prove it.

        ``原文`` is the cell as typed, ``原件`` the file as it is kept. The city's figure is traced to every district's.
        """
        from panjin_kpi.batch.results.trace import TRACED, trace  # it reads workbooks

        scope, name = self.plan.district_names.resolve(district), self.plan.indicator_names.resolve(indicator)
        cell = self.period, scope, name
        return schemas.held(TRACED, trace(self.plan, self.project, self.origin, self.frames["evidence_rows"], cell))

    @checked_call
    def compare(self, earlier: "ResultSet", *tables: str) -> Annotated[pd.DataFrame, DIFFERENCES]:
        """Every figure that differs from an earlier month or another run, in words; of all tables by default.

        Of two months, what a table says of months that only one of them has reached is left out.
        """
        names = [self.frames.name(table) for table in tables] or None
        return schemas.held(DIFFERENCES, all_in_words(earlier, self, names))

    @checked_call
    def show(self, table: str, rows: Annotated[pd.DataFrame | None, "table"] = None) -> "HtmlFragment":
        """A table, or some of its rows and columns, in Chinese; numbers and statuses as on the pages.

        Columns that you added keep their names.

        Raises
        ------
        WrongParameters
            The rows have no column of the table; or a status without the month, of a table of several months, or
            without the indicator, where some are not due yet.
        """
        from panjin_kpi.batch.results.shown import shown  # fonts, which a run need not wait for

        name = self.frames.name(table)
        whole = self.frames[name]
        period = self.period if "period" not in whole or whole["period"].eq(self.period).all() else ""
        return shown(name, whole if rows is None else rows, self.plan, period)

    @property
    def as_of(self) -> date:
        """The day for which enterprises and carriers are counted."""
        return date.fromisoformat(self.origin["as_of"])

    @property
    def known(self) -> str:
        """As of which day the figures are known, what is still due, the closing, and what is withheld, in words."""
        until = known_until(self.origin)
        day = f"数据截至{until}。" if until else ""
        return day + still_due_in_words(self.plan) + self.closed + self.withheld

    @property
    def withheld(self) -> str:
        """Which counts are withheld from the public and why; empty where none is."""
        return withheld_in_words(self.origin.get("withheld"))

    @property
    def closed(self) -> str:
        """By whom and when the period was closed, and how much came later; empty where it is open."""
        return closing_in_words(self.origin, self.plan)

    @property
    def facts(self) -> dict[str, object]:
        """Where the figures come from, for people."""
        return facts(self.origin, self.closed, self.withheld)

    def __repr__(self) -> str:
        rows = "，".join(f"{name} {count} 行" for name, count in self.rows.items())
        return f"{self.period} 的结果（{self.facts['数据性质']}；快照 {self.origin['snapshot']}）：{rows}"


def _on_record(plan: Plan, period: str, origin: Mapping[str, Any]) -> Plan:
    days = origin["as_known_on"], origin.get("closing", {}).get("closed_on")
    known_on, closed_on = (date.fromisoformat(day) if day else None for day in days)
    return on_record(plan, period, known_on, closed_on)

"""One small made-up month with every case that a report has to describe, and whole months with their sentences."""

import dataclasses
from functools import cached_property
from itertools import chain

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.results import results
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report import verdict
from panjin_kpi.report.assessment import (
    district_profiles,
    evidence_narrative,
    forecast_narrative,
    narrative,
    rank_stability,
)
from panjin_kpi.report.bulletin import narrative as bulletin
from panjin_kpi.report.bulletin import problems
from panjin_kpi.report.gradient import narrative as gradient
from panjin_kpi.report.incubation import narrative as incubation
from panjin_kpi.report.index.standing import certainty, due_losses
from panjin_kpi.report.progress import narrative as progress
from panjin_kpi.report.progress import sums
from tests.plan import PLAN

CASES = {"december": "2021-12", "september": "2021-09", "first month due": "2021-05", "nothing reported": "2021-06"}

ROWS = [
    ("2021-05", "gaoxin", "activities", 4),
    ("2021-05", "gaoxin", "alliances", 9),
    ("2021-06", "gaoxin", "activities", 7),
    ("2021-06", "gaoxin", "incubatees", 19),
    ("2021-06", "gaoxin", "alliances", 2),
    ("2021-06", "gaoxin", "tech_transfers", 8),
    ("2021-06", "gaoxin", "talents", 1),
    ("2021-06", "xinglongtai", "activities", 0),
    ("2021-06", "xinglongtai", "new_hnte", 1),
    ("2021-06", "city", "guarantee_amount", 2.125),
]


@pytest.fixture(scope="session")
def frames() -> dict[str, pd.DataFrame]:
    table = pd.DataFrame(ROWS, columns=["period", "district", "indicator", "value"]).astype({"value": "float64"})
    nothing = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    return results(nothing | {"progress": table}, PLAN, "2021-06")


@pytest.fixture(scope="session")
def undated() -> Plan:
    """The plan with a calendar that lacks the day of the final accounts, as a new year may (docs/new_year.md)."""
    return dataclasses.replace(PLAN, calendar=PLAN.calendar.assign(closing_on=None))


@pytest.fixture(scope="session")
def ended() -> Plan:
    """The plan with a district that was dissolved in May."""
    last = PLAN.districts["valid_to"].mask(PLAN.districts["district"] == "gaoxin", "2021-05-31")
    return dataclasses.replace(PLAN, districts=PLAN.districts.assign(valid_to=last))


@pytest.fixture(scope="session")
def proven() -> Plan:
    """The plan with proven figures as those that are scored."""
    basis = PLAN.assessment.default_basis.model_copy(update={"value": "evidenced"})
    return dataclasses.replace(PLAN, assessment=PLAN.assessment.model_copy(update={"default_basis": basis}))


@pytest.fixture
def only(frames):
    return lambda table, scope: frames[table][frames[table]["scope"] == scope].reset_index(drop=True)


@pytest.fixture(scope="session")
def peopled() -> dict[str, pd.DataFrame]:
    """Results of a day on which thirty fictitious enterprises stay, rise, fall and apply, in three carriers."""
    plan, day = PLAN, pd.Timestamp
    codes = [f"9121110{number % 10}YY{number:07d}0" for number in range(30)]
    enterprises = pd.DataFrame(
        {
            "uscc": codes,
            "name": [f"虚构{number:02d}号公司" for number in range(30)],
            "district": ["dawa" if number % 3 else "gaoxin" for number in range(29)] + [None],
            "district_basis": ["登记簿"] * 28 + ["代码前缀", "未定"],
            "registered_on": day("2010-05-01"),
        }
    )
    events = [(code, "sci_tech_sme", "recognised", f"2019-0{1 + n % 9}-05") for n, code in enumerate(codes[:24])]
    events += [(code, "sci_tech_sme", "renewed", "2021-04-10") for code in codes[:16]]
    events += [(code, "hnte", "recognised", f"2020-{1 + n % 11:02d}-20") for n, code in enumerate(codes[:12])]
    events += [(codes[20], "hnte", "recognised", "2018-09-01"), (codes[12], "hnte", "recognised", "2021-06-01")]
    events += [(codes[0], "hnte", "revoked", "2021-03-01"), (codes[1], "eaglet", "recognised", "2020-12-20")]
    recognitions = pd.DataFrame(events, columns=["uscc", "tier", "event", "event_date"])
    figures = {"staff": 100, "rd_staff": 30, "revenue_wan": 1000.0, "rd_expense_wan": 60.0, "cost_wan": 900.0}
    figures |= {"total_assets_wan": 2000.0, "class2_ip": 1, "class1_ip": 0, "serious_incident": False}
    financials = pd.DataFrame({"uscc": codes, "year": 2020, **figures})
    financials.loc[24, "rd_expense_wan"] = 10.0
    financials.loc[25, "staff"] = None
    carriers = pd.DataFrame(
        {
            "district": ["dawa", "dawa", "gaoxin"],
            "carrier": ["虚构甲空间", "虚构乙空间", "虚构丙基地"],
            "kind": ["众创空间", "孵化器", "其他"],
            "level": ["省级", None, "国家级"],
            "area_m2": [1000.0, None, 500.0],
            "service_station": [True, None, None],
        }
    )
    incubatees = pd.DataFrame(
        {
            "carrier": ["虚构甲空间", "虚构甲空间", "虚构丙基地"],
            "incubatee_id": ["1", "2", "1"],
            "name": ["虚构12号公司", "虚构团队", "虚构团队"],
            "kind": ["企业", "团队", "团队"],
            "uscc": [codes[12], None, None],
            "entered_on": [day("2020-03-01"), day("2021-02-01"), day("2021-05-01")],
        }
    )
    given = {"enterprises": enterprises, "recognitions": recognitions, "financials": financials}
    given |= {"carriers": carriers, "incubatees": incubatees}
    reported = [("2021-06", "dawa", "new_hnte", 1.0), ("2021-06", "dawa", "new_sci_tech_sme", 5.0)]
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    tables |= {name: schemas.faults(name, frame)[0] for name, frame in given.items()}
    progress = pd.DataFrame(reported, columns=["period", "district", "indicator", "value"])
    return results(tables | {"progress": progress}, plan, "2021-06")


@pytest.fixture
def of(peopled):
    return lambda table, scope: peopled[table][peopled[table]["scope"] == scope].reset_index(drop=True)


class Case:
    """A month's results, its sentences, and the plain records with which these are compared."""

    def __init__(self, frames, period, plan=PLAN):
        self.frames, self.period, self.plan = frames, period, plan
        self.records = {name: frame.to_dict("records") for name, frame in frames.items()}
        self.status = {(row["scope"], row["indicator"]): row for row in self.records["status"]}
        self.own = [row for row in self.records["status"] if row["light"] != "not_allocated"]
        self.scores = {row["district"]: row for row in self.records["scores"]}
        self.verdicts = {row["district"]: row for row in self.records["rank_verdict"]}
        self.bases = {(row["basis"], row["district"]): row for row in self.records["scores_by_basis"]}
        self.late = [row for row in self.records["timeliness"] if row["period"] == period]
        self.done = [row for row in self.records["tasks"] if row["status"] == "已完成"]

    def of(self, scope):
        return [row for row in self.own if row["scope"] == scope]

    def rows(self, table, scope=None, **wanted):
        rows = [row for row in self.records[table] if scope is None or row.get("scope", row.get("district")) == scope]
        return [row for row in rows if all(row[name] == want for name, want in wanted.items())]

    def total(self, table, scope, column, **wanted):
        return sum(row[column] for row in self.rows(table, scope, **wanted))

    def by_tier(self, table, scope, column, **wanted):
        sums = [self.total(table, scope, column, tier=tier, **wanted) for tier in PLAN.tiers.tiers]
        return [number for number in sums if number > 0]

    def level(self, row):
        waits = row["light"] == "on_pace" and PLAN.planned_shares.at[row["indicator"], int(self.period[5:])] == 0
        over = self.period.endswith("-12") and row["light"] in ("slightly_behind", "behind", "far_behind")
        return "not_due" if waits else "missed" if over else row["light"]

    def moves(self, scope):
        months = sorted({row["period"] for row in self.records["path"]})[-2:]
        found = {}
        for row in self.records["path"]:
            if row["scope"] == scope and row["period"] in months:
                found.setdefault(row["indicator"], {})[row["period"]] = row["actual"]
        return {name: tuple(values.get(month) for month in months) for name, values in found.items()}

    def reported_moves(self, scope):
        """Pairs of figures before and now; none now for a sum to which nobody reported this month."""
        now = [row for row in self.records["path"] if row["period"] == self.period and row["scope"] != CITY]
        sums = self.plan.split_indicators(int(self.period[:4])) if scope == CITY else set()
        nobody = sums - {row["indicator"] for row in now if not pd.isna(row["actual"])}
        return [(pair[0], float("nan")) if name in nobody else pair for name, pair in self.moves(scope).items()]

    @cached_property
    def sentences(self):
        return list(self.pages())

    @cached_property
    def more_sentences(self):
        return list(sentences(self.frames, self.period, self.plan))

    def pages(self):
        """Every sentence of the pages on indicators, scores and the bulletin, with its scope."""
        frames, period, plan = self.frames, self.period, self.plan
        status, scores = frames["status"], frames["scores"]
        firmness, ranges = frames["rank_verdict"], frames["rank_ranges"]
        for scope in [CITY, *scores["district"]]:
            own, proven, changes = (
                frames[name][frames[name]["scope"] == scope] for name in ("status", "evidence", "light_changes")
            )
            made = progress.summary(own, plan) + progress.movement(frames["path"], plan, scope)
            made += bulletin.light_changes(changes, own, plan, period)
            made += evidence_narrative.evidence(proven, plan)
            made += evidence_narrative.bases(frames["scores_by_basis"], plan, scope=scope) if scope != CITY else []
            if scope != CITY:
                made += narrative.rank(scores, firmness, scope, plan, status=status)
                made += narrative.losses(frames["next_steps"], scores, scope, plan)
                made += district_profiles.strengths(own, plan)[:1] + district_profiles.shortfalls(own, plan)
            yield from ((scope, sentence) for sentence in made)
        made = narrative.overall(scores, plan, status) + narrative.by_indicator(status, plan)
        made += rank_stability.firmness(firmness, ranges, plan) + rank_stability.influences(frames["rank_factors"])
        made += evidence_narrative.bases(frames["scores_by_basis"], plan)
        made += evidence_narrative.score_without_undecided(frames["scores_by_basis"], plan)
        made += problems.districts(frames, plan, period)[0]  # the others name one district each
        late = evidence_narrative.score_without_late(frames["corrections"], frames["scores_by_basis"], plan, period)
        made += [
            each for each in chain(*problems.by_subject(frames, plan, period)) if each not in late
        ]  # read elsewhere
        made += problems.requirements(frames, plan, period)
        made += bulletin.candidates(frames["bulletin_candidates"], status, plan)[1:]
        made += verdict.every_score(scores, plan) + verdict.most_lost(
            due_losses(frames["next_steps"], status, plan), plan, period.endswith("-12")
        )
        made += certainty(firmness, plan)
        made += sums.without_target(frames["path"], plan, period)
        made += [verdict.known(frames["timeliness"], frames["corrections"], period)]
        made += verdict.to_do(frames, plan, period)
        made += narrative.score_change(frames["score_history"], plan, period)
        yield from ((None, sentence) for sentence in made)


@pytest.fixture(scope="session")
def case_of():
    return Case


@pytest.fixture(scope="session", params=CASES)
def case(request, sample_project, once):
    def computed():
        if request.param == "nothing reported":
            tables = {name: schemas.empty(name) for name in schemas.SUBMITTED}
        else:
            tables = Store(sample_project.store_url).contents()[0]
        return results(tables, PLAN, CASES[request.param])

    return Case(once(f"results, {request.param}", computed), CASES[request.param])


def sentences(frames, period, plan):
    """Every sentence on forecasts, corrections, enterprises and carriers, with its scope."""
    for scope in [CITY, *plan.districts_in(period)]:
        own = {name: table[table["scope"] == scope] for name, table in frames.items() if "scope" in table}
        made = forecast_narrative.forecast(own["forecast"], own["status"], plan)
        made += forecast_narrative.review(own["forecast_review"], own["status"], plan)
        made += evidence_narrative.corrections(own["corrections"], plan, period)
        if scope != CITY:
            late = frames["corrections"], frames["scores_by_basis"], plan, period, scope
            made += evidence_narrative.score_without_late(*late)
        made += gradient.standing(own["ladder_total"], own["tier_stock"], own["tier_flow"], plan)
        made += gradient.flows(own["tier_flow"], own["tier_stock"], plan) + gradient.overlap(
            own["tier_overlap"], own["ladder_total"]
        )
        made += gradient.transitions(own["transitions"], plan)
        made += gradient.climbing(own["climb_summary"], own["climb"], plan)
        made += gradient.expiring(own["expiring_summary"], plan) + gradient.places(own["places"], plan)
        made += gradient.attribution(
            frames["attribution_counts"], scope, plan, int(own["transitions"]["enterprises"].sum())
        )
        made += incubation.summary(frames["carrier_summary"] if scope == CITY else own["carrier_summary"], plan)
        made += incubation.grades(own["carrier_summary"], plan)
        grounds = frames["rewards"][(frames["rewards"]["district"] == scope) | (scope == CITY)]
        made += incubation.rewards(own["carrier_summary"], plan, grounds)
        yield from ((scope, sentence) for sentence in made)
    made = forecast_narrative.at_risk(frames["forecast"], plan)
    made += evidence_narrative.corrections(frames["corrections"], plan, period)
    made += evidence_narrative.score_without_late(frames["corrections"], frames["scores_by_basis"], plan, period)
    made += incubation.named_grades(frames["carriers"], plan) + gradient.each_lacks(frames["places"], plan)
    yield from ((None, sentence) for sentence in made)

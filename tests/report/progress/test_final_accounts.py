from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.bulletin.problems import requirements
from panjin_kpi.report.progress.final_accounts import asked_by, dated, final_accounts, next_request

NO_CORRECTIONS, NOBODY = schemas.empty("corrections"), schemas.empty("timeliness")


@pytest.mark.parametrize(
    ("period", "came", "day"),
    [
        ("2021-12", None, date(2021, 12, 31)),
        ("2021-12", "2021-12-24", date(2021, 12, 31)),
        ("2021-12", "2022-01-20", date(2022, 1, 20)),
        ("2021-11", "2022-01-20", date(2021, 12, 31)),  # another month's
    ],
)
def test_a_paper_is_of_the_month_s_end_or_of_the_last_figure_in_it(plan, period, came, day):
    row = {"period": period, "scope": "dawa", "received_on": pd.Timestamp(came)}
    corrections = pd.DataFrame([row] if came else [], columns=NO_CORRECTIONS.columns)
    assert dated(plan, NOBODY, corrections, "2021-12") == day


def test_a_paper_is_no_earlier_than_its_closing_and_no_later_than_what_is_known(plan):
    for known_on, closed_on, day in (
        (None, date(2022, 1, 17), date(2022, 1, 17)),
        (None, date(2021, 12, 30), date(2021, 12, 31)),
        (date(2021, 12, 10), None, date(2021, 12, 10)),
    ):
        assert dated(on_record(plan, "2021-12", known_on, closed_on), NOBODY, NO_CORRECTIONS, "2021-12") == day


def test_accounts_are_asked_for_until_their_day_and_without_one_always(plan, undated):
    days = [date(2022, 1, 15), date(2022, 1, 16)]
    assert [asked_by(plan, "2021-12", day) for day in days] == ["2022年1月15日前", ""]
    assert [asked_by(undated, "2021-12", day) for day in days] == ["另行通知的时限内"] * 2


def test_whose_accounts_are_in_is_stated(plan):
    came = pd.DataFrame({"period": ["2021-12"], "scope": ["dawa"], "received_on": [pd.Timestamp("2022-01-10")]})
    assert final_accounts(came, plan, "2021-12").endswith("；已收到大洼区的决算更正")
    assert final_accounts(came.assign(received_on=pd.Timestamp("2021-12-27")), plan, "2021-12") == (
        "，封账以后报来的不计入"
    )


@pytest.mark.parametrize(
    ("period", "came", "asked"),
    [
        ("2021-12", "2022-01-20", ["大洼区（1项）对没有完成的指标逐项说明原因，报专班办公室。"]),
        ("2021-06", "2021-07-27", ["大洼区（1项）对状态为“欠进度”的指标逐项说明原因和补救安排，报专班办公室。"]),
        (
            "2021-06",
            "2021-07-26",
            [
                "大洼区（1项）对状态为“欠进度”的指标逐项说明原因和补救安排，随下期报表报送。",
                "盘山县下期按时报送。",
                "各单位于2021年7月26日前报送2021年7月报表。",
            ],
        ),
    ],
)
def test_neither_the_next_report_nor_final_accounts_are_asked_for_after_their_day(plan, period, came, asked):
    status = pd.DataFrame([("dawa", "teams", "behind")], columns=["scope", "indicator", "light"])
    sent = {"reporter": "panshan", "name": "盘山县", "verdict": "迟报", "last_received_on": pd.Timestamp(came)}
    late = pd.DataFrame([sent | {"period": period}], columns=NOBODY.columns)
    status = status.assign(planned=0.5, target=8.0, actual=0.0, unit="项")
    frames = {"status": status, "timeliness": late, "corrections": NO_CORRECTIONS}
    assert requirements(frames, plan, period) == asked


def test_once_december_is_closed_no_accounts_and_no_figures_are_asked_for(plan):
    status = pd.DataFrame([("dawa", "teams", "unreported")], columns=["scope", "indicator", "light"])
    sent = {"reporter": "panshan", "name": "盘山县", "verdict": "未报", "period": "2021-12"}
    frames = {
        "status": status.assign(period="2021-12"),
        "timeliness": pd.DataFrame([sent], columns=NOBODY.columns),
        "corrections": NO_CORRECTIONS,
    }
    assert "补报" in "".join(requirements(frames, plan, "2021-12"))
    assert requirements(frames, on_record(plan, "2021-12", None, date(2022, 1, 10)), "2021-12") == ["没有新的要求。"]


def test_the_next_report_is_asked_for_though_a_month_is_closed(plan):
    closed = on_record(plan, "2021-08", None, date(2021, 9, 10))
    assert asked_by(closed, "2021-08", date(2021, 9, 10)) == "2021年9月26日前"


@pytest.mark.parametrize(
    ("period", "known_on", "own", "afterwards"),
    [
        (
            "2021-09",
            date(2021, 9, 24),
            "2021年9月报表须于2021年9月26日前报齐。",
            "2021年10月报表须于2021年10月26日前报送。",
        ),
        (
            "2021-12",
            date(2021, 12, 10),
            "2021年12月报表须于2021年12月27日前报齐。",
            "2021年年终决算须于2022年1月15日前报送，封账以后报来的不计入。",
        ),
    ],
)
def test_before_a_month_s_deadline_its_own_report_is_asked_for_of_those_who_lack_it(
    plan, period, known_on, own, afterwards
):
    waits = on_record(plan, period, known_on, None)
    rows = [("dawa", "大洼区", 13, 0), ("panshan", "盘山县", 15, 14), ("gaoxin", "盘锦高新区", 11, 11)]
    sent = pd.DataFrame(rows, columns=["reporter", "name", "expected", "reported"]).assign(verdict="未到期限")
    sent = sent.assign(period=period).reindex(columns=NOBODY.columns)
    for unit, asked in (("dawa", own), ("panshan", own), ("gaoxin", afterwards), (None, own)):
        assert next_request(waits, sent, NO_CORRECTIONS, period, unit=unit).sentences() == [asked]
    status = pd.DataFrame([("dawa", "teams", "on_pace")], columns=["scope", "indicator", "light"])
    status = status.assign(planned=0.5, target=8.0, actual=4.0, unit="项")
    frames = {"status": status, "timeliness": sent, "corrections": NO_CORRECTIONS}
    day, month = own.split("须于")[1].removesuffix("。"), own.split("须于")[0]
    assert requirements(frames, waits, period) == [f"大洼区、盘山县于{day}{month}。"]
    assert next_request(waits, sent[2:], NO_CORRECTIONS, period).sentences() == [afterwards], "all have come"
    assert next_request(plan, sent, NO_CORRECTIONS, period).sentences() == [afterwards], "its day is over"

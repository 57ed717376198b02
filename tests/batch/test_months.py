import json
import re
import shutil

import pandas as pd
import pytest

from panjin_kpi.batch.jobs import reports
from panjin_kpi.batch.months import write_indexes
from panjin_kpi.report.index.months import months_nav


@pytest.fixture
def add(tmp_path, plan):
    """Write the index pages of a month, as a run does at its end."""

    def add(period, public=False):
        folder = tmp_path / period
        folder.mkdir(exist_ok=True)
        write_indexes(folder, lambda months: f"{months_nav(period, months)}{period}", reports(), plan, public)
        return folder / "index.html"

    return add


def linked(page):
    return re.findall(r'href="([^"#][^"]*)"', page.read_text(encoding="utf-8"))


def test_a_month_is_added_between_others_and_every_link_leads_to_a_page(add, tmp_path):
    pages = {period: add(period) for period in ("2021-12", "2021-09", "2021-10")}
    assert linked(pages["2021-09"])[1:] == ["../2021-10/index.html"]
    assert linked(pages["2021-10"])[1:] == ["../2021-09/index.html", "../2021-12/index.html"]
    assert linked(pages["2021-12"])[1:] == ["../2021-10/index.html"]
    for page in (tmp_path / "index.html", *pages.values()):
        assert [name for name in linked(page) if not (page.parent / name).exists() and "data:" not in name] == []
    assert linked(tmp_path / "index.html")[1:] == [
        f"{period}/index.html" for period in ("2021-12", "2021-10", "2021-09")
    ]


def test_what_is_no_month_and_pages_that_are_not_there_are_not_linked(add, tmp_path, site):
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("", encoding="utf-8")
    shutil.copytree(site.folder / "results", tmp_path / "2021-12" / "results")
    (tmp_path / "2021-12" / "city_overview").mkdir()
    (tmp_path / "2021-12" / "city_overview" / "city.html").write_text("", encoding="utf-8")
    add("2021-12")
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert linked(tmp_path / "index.html")[1:] == ["2021-12/index.html", "2021-12/city_overview/city.html"]
    assert "虚构示例" in html
    assert re.search(r"（100\.00分）", html), "the leader of the month"


def said(tmp_path, site, add, **origin):
    """The page of all months with December's results, its scores and origin altered."""
    results = tmp_path / "2021-12" / "results"
    shutil.rmtree(results, ignore_errors=True)
    shutil.copytree(site.folder / "results", results)
    scores = origin.pop("scores", None)
    if scores is not None:
        table = pd.read_csv(results / "scores.csv", encoding="utf-8-sig")
        table.assign(score=scores, rank=1).to_csv(results / "scores.csv", index=False, encoding="utf-8-sig")
    known = json.loads((results / "origin.json").read_text(encoding="utf-8")) | origin
    (results / "origin.json").write_text(json.dumps(known), encoding="utf-8")
    add("2021-12")
    return re.sub(r"<[^>]*>", "", (tmp_path / "index.html").read_text(encoding="utf-8"))


def test_of_a_month_in_which_all_are_level_nobody_is_called_first(add, tmp_path, site):
    assert "6个地区得分相同（0.00分）" in said(tmp_path, site, add, scores=0.0)


def test_december_before_its_reports_are_due_is_interim(add, tmp_path, site):
    assert "（100.00分，期中）" in said(tmp_path, site, add, as_known_on="2021-12-27")
    assert "（100.00分）" in said(tmp_path, site, add, as_known_on="2021-12-28"), "they were due on the 27th"


def test_a_month_of_another_version_keeps_its_link(add, tmp_path):
    add("2021-11")
    (tmp_path / "2021-11" / "results").mkdir()
    (tmp_path / "2021-11" / "results" / "origin.json").write_text(json.dumps({"period": "2021-11"}))
    add("2021-12")
    assert "2021-11/index.html" in linked(tmp_path / "index.html")


def test_a_month_of_another_plan_or_with_a_spoilt_page_is_listed_all_the_same(add, tmp_path, plan, site):
    add("2021-11")
    shutil.copytree(site.folder / "results", tmp_path / "2021-11" / "results")
    scores = tmp_path / "2021-11" / "results" / "scores.csv"
    scores.write_bytes(scores.read_bytes().replace(b"liaodongwan", b"elsewhere").replace(b"shuangtaizi", b"nowhere"))
    add("2021-12")
    assert "2021-11/index.html" in linked(tmp_path / "index.html")
    (tmp_path / "2021-11" / "index.html").write_bytes(b"\xff\xfe\x00")
    add("2022-01")
    assert "2021-11/index.html" in linked(tmp_path / "index.html")


def test_pages_of_the_office_are_closed_to_others_and_those_for_the_public_are_not(add, tmp_path):
    add("2021-11")
    add("2021-12")
    assert [path.stat().st_mode & 0o007 for path in (tmp_path / "index.html", tmp_path / "2021-11/index.html")] == [
        0,
        0,
    ]
    add("2021-12", public=True)
    assert (tmp_path / "index.html").stat().st_mode & 0o004

import json
import re
import shutil

import pytest

from panjin_kpi.batch.jobs import reports
from panjin_kpi.batch.months import write_indexes
from panjin_kpi.report.index.months import months_nav


@pytest.fixture
def add(tmp_path):
    """Write the index pages of a month, as a run does at its end."""

    def add(period, public=False):
        folder = tmp_path / period
        folder.mkdir(exist_ok=True)
        write_indexes(folder, lambda months: f"{months_nav(period, months)}{period}", reports(), public)
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


def test_a_month_of_another_version_keeps_its_link(add, tmp_path):
    add("2021-11")
    (tmp_path / "2021-11" / "results").mkdir()
    (tmp_path / "2021-11" / "results" / "origin.json").write_text(json.dumps({"period": "2021-11"}))
    add("2021-12")
    assert "2021-11/index.html" in linked(tmp_path / "index.html")


def test_a_month_with_a_spoilt_page_is_listed_all_the_same(add, tmp_path):
    add("2021-11").write_bytes(b"\xff\xfe\x00")
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

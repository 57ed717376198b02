"""The pages in a real Chromium, with the machine's fonts and without any Chinese one."""

import os
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from panjin_kpi.report.assessment.tables import forecast_review
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.notebook_page import css
from tests.browsers import CHROMIUM, FLAGS, NEEDS_BROWSER
from tests.plan import PLAN

SIX = ("panshan", "shuangtaizi", "xinglongtai", "dawa", "liaodongwan", "gaoxin")
PAGES = ["index.html", "city_overview/city.html", *(f"district_report/{d}.html" for d in SIX)]
PAGES += [f"{name}/{d}.html" for name in ("gradient_cultivation", "carrier_assessment") for d in ("city", *SIX)]
PAGES += [f"{name}/city.html" for name in ("monthly_bulletin", "annual_assessment")]
PAGES += [f"{name}/city.html" for name in ("unit_report", "government_report", "indicator_comparison", "outlook_2025")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")

pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="module")
def fontless(driver, tmp_path_factory):
    """A browser on a machine whose only fonts are matplotlib's DejaVu: none of them is Chinese."""
    import matplotlib

    folder = tmp_path_factory.mktemp("fonts")
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>'
        f"<cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    environment = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
    launched = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=environment)
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def looked_at(browser, site):
    """A page of the site, opened once for all tests that only read it, and the errors while it loaded."""

    @cache
    def once(name: str) -> tuple[Page, list[str]]:
        return opened(browser, site.folder / name)

    def look(name: str, width: int = 1366) -> tuple[Page, list[str]]:
        page, wrong = once(name)
        page.set_viewport_size({"width": width, "height": 768})
        return page, wrong

    return look


def opened(browser: Browser, path: Path, width: int = 1366, **options) -> tuple[Page, list[str]]:
    """A page with all errors that occurred while it loaded."""
    page = browser.new_context(viewport={"width": width, "height": 768}, bypass_csp=True, **options).new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"failed {request.url[:80]}"))
    page.on(
        "request",
        lambda r: wrong.append(r.url[:80]) if not r.url.startswith((path.parent.parent.as_uri(), "data:")) else None,
    )
    page.goto(path.as_uri())
    return page, wrong


def fonts_drawn(page: Page, selector: str) -> dict[str, int]:
    """Glyphs drawn in each font by the elements of a selector whose text has Chinese characters."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    counts: dict[str, int] = {}
    for node in nodes[:150]:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            counts[font["familyName"]] = counts.get(font["familyName"], 0) + int(font["glyphCount"])
    return counts


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_clean_asks_nobody_and_passes_axe(looked_at, name):
    page, wrong = looked_at(name)
    assert wrong == []
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator(".fictitious").is_visible()
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in violations] == []


@pytest.mark.parametrize("name", PAGES[:3])
def test_chinese_is_really_drawn_on_a_machine_without_chinese_fonts(fontless, site, name):
    page, wrong = opened(fontless, site.folder / name)
    page.wait_for_function("document.fonts.status === 'loaded'")
    text = fonts_drawn(page, "h1, h2, p:not(:has(code)), li, caption, th, td, a, figcaption, label")
    assert wrong == []
    assert set(text) == {"Noto Sans SC"}, "every character of the text comes from the page's own glyphs"
    if name != "index.html":
        chart = fonts_drawn(page, "svg text")
        assert set(chart) == {"Noto Sans SC"}
        assert sum(chart.values()) > 200


def test_without_the_pages_own_glyphs_that_machine_has_none(fontless, site, tmp_path):
    html = (site.folder / "index.html").read_text(encoding="utf-8")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "bare.html").write_text(re.sub(r"@font-face\{[^}]*\}", "", html), encoding="utf-8")
    page, _ = opened(fontless, tmp_path / "x" / "bare.html")
    assert "Noto Sans SC" not in fonts_drawn(page, "h1, h2, p")


@pytest.mark.parametrize("width", [1366, 1024, 390])
@pytest.mark.parametrize("name", [*PAGES[:3], *PAGES[8:10], PAGES[-9], *PAGES[-2:]])
def test_nothing_sticks_out_of_the_window(looked_at, name, width):
    page, _ = looked_at(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES[1:])
def test_every_word_of_a_chart_is_inside_its_frame(looked_at, name):
    page, _ = looked_at(name)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(t => {
                const box = t.getBoundingClientRect();
                return box.right > frame.right + 1 || box.left < frame.left - 1 ||
                    box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
            }).map(t => t.textContent);
        })"""
    )
    assert outside == []


@pytest.mark.parametrize("name", PAGES[1:])
def test_the_words_of_a_chart_are_11_pixels_high_on_a_telephone_and_its_data_unfold(looked_at, name):
    page, _ = looked_at(name, 390)
    smallest = page.evaluate(
        """() => Math.min(99, ...[...document.querySelectorAll('figure svg')].flatMap(svg => {
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return [...svg.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize) * scale);
        }).filter(size => size > 0))"""
    )
    assert smallest >= 11
    charts = page.locator("figure.chart")
    assert page.locator("figure.chart > details.data").count() == charts.count()
    if charts.count():
        data, file = charts.first.locator("details.data"), charts.first.get_by_role("link")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert data.locator("table").is_visible()
        with page.expect_download() as download:
            file.click()
        assert download.value.suggested_filename.endswith(".csv")
        assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")


@pytest.mark.parametrize("name", PAGES[1:])
def test_no_two_words_of_a_chart_overlap(looked_at, name):
    page, _ = looked_at(name)
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
            const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
            return boxes.flatMap(([one, a], i) => boxes.slice(i + 1).filter(([_, b]) =>
                Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4).map(([two]) => one + ' / ' + two));
        })"""
    )
    assert overlaps == []


def test_every_link_of_the_index_works_and_leads_back(browser, site):
    page, wrong = opened(browser, site.folder / "index.html")
    assert page.locator("main a[href$='.html']").count() == 28
    links = page.locator("table a[href$='.html']")
    for number in range(7):
        name = links.nth(number).locator("xpath=ancestor::tr/th").inner_text()
        links.nth(number).click()
        assert name in page.locator("h1").inner_text()
        assert page.title() == page.locator("h1").inner_text()
        page.get_by_role("link", name="返回目录").click()
        assert page.url.endswith("index.html")
    assert wrong == []
    for link in page.locator("a:not([href^='#'])").all():
        assert (site.folder / link.get_attribute("href")).exists()


def test_contents_and_code_work_without_script(browser, site):
    page, _ = opened(browser, site.folder / "district_report" / "dawa.html", java_script_enabled=False)
    code = page.locator("div.code").first
    assert not code.is_visible()
    page.get_by_label("显示计算过程").check()
    assert code.is_visible()
    page.get_by_role("link", name="任务和项目").click()
    assert page.get_by_role("heading", name="任务和项目").is_visible()


def test_nine_months_of_forecasts_fit_the_screen(browser):
    months = [f"2022-{month:02d}" for month in range(3, 12)]
    rows = pd.DataFrame({"period": months, "scope": "city", "indicator": "new_sci_tech_sme", "low": 82, "high": 196})
    table = forecast_review(rows.assign(actual=23, probability=0.99999), PLAN)
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.set_content(f"<style>{css()}</style><body>{table.html}</body>")
    assert "82—196（99.9%以上）" in page.locator("td").first.inner_text()
    assert page.locator(".table").evaluate("e => e.scrollWidth <= e.clientWidth")
    page.close()


def test_a_name_that_does_not_fit_is_broken_before_its_bracket(browser):
    page = browser.new_page()
    row = '<tr><th style="max-width: 9em">示例孵化器（兴隆台区）</th></tr>'
    page.set_content(f"<style>{css()}</style><table style='width: 9em'><tbody>{row}</tbody></table>")
    lines = """e => { const range = document.createRange()
        range.setStart(e.firstChild, 5)
        range.setEnd(e.firstChild, 11)
        return new Set([...range.getClientRects()].map(box => box.top)).size }"""
    assert page.locator("th").evaluate(lines) == 1
    page.close()


def test_a_name_without_spaces_widens_neither_the_page_nor_a_table(browser):
    page = browser.new_page(viewport={"width": 390, "height": 768})
    name = "EXAMPLE_PETROCHEMICAL_NEW_MATERIALS_INCUBATOR_PHASE_II_OF_THE_HIGH_TECH_ZONE"
    table = html_table("项目台账", ["编号", "名称"], [["示例-01", name]], set()).html
    words = "".join(f"<{tag}>{name}</{tag}>" for tag in ("p", "summary", "li"))
    page.set_content(f"<style>{css()}</style><body>{words}{table}</body>")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".table").evaluate("e => e.scrollWidth <= e.clientWidth")
    page.close()


def test_on_a4_the_banner_and_the_tables_stay_and_the_navigation_goes(browser, site):
    page, _ = opened(browser, site.folder / "district_report" / "dawa.html", 794)
    page.emulate_media(media="print")
    assert page.locator(".fictitious").is_visible()
    assert not page.locator("nav.contents").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert page.evaluate("getComputedStyle(document.body).page") == "fictitious"  # what the margin of each sheet states
    rules = page.evaluate("[...document.styleSheets[0].cssRules].map(rule => rule.cssText).join('')")
    assert "counter(page)" in rules
    chart = page.locator("figure:has(details)").first
    whole = "e => [e, e.querySelector('.drawing')].map(part => getComputedStyle(part).breakInside)"
    assert chart.evaluate(whole) == ["avoid", "avoid"]
    chart.locator("details").evaluate("e => { e.open = true }")
    assert chart.evaluate(whole) == ["auto", "avoid"]  # its table would leave half a sheet empty
    heading = page.locator("details.annex > summary").first
    assert heading.evaluate("e => getComputedStyle(e).breakAfter") == "avoid"
    assert page.locator(".output:empty:visible").count() == 0  # it would separate a heading from its chart
    assert page.locator(".fictitious strong").inner_text() in rules

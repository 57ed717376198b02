"""The workbench in JupyterLab in a real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as BrowserTimeout

from panjin_kpi.cli.reports import lab_kernels
from panjin_kpi.project import DATA_VARIABLE, NOTEBOOKS
from tests.browsers import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER


@pytest.fixture
def jupyterlab(site, tmp_path, running, wait_for):
    """JupyterLab on a copy of the notebooks, with the sample as its data."""
    shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "--port": port,
        "--IdentityProvider.token": "t",
        "--LabApp.news_url": "",
        "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", str(tmp_path / "notebooks")]
    command += [f"{name}={value}" for name, value in options.items()]
    # every cell is drawn, not only those in view
    settings = tmp_path / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}')
    environment = os.environ | {
        DATA_VARIABLE: str(site.project.data),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
    }
    address = f"http://127.0.0.1:{port}"

    def answers():
        with suppress(OSError), urllib.request.urlopen(f"{address}/api?token=t", timeout=10):
            return True

    with (
        (tmp_path / "lab.log").open("w") as log,
        lab_kernels() as (words, private),
        running(command + words, env=environment | private, stderr=log) as server,
    ):
        wait_for(answers)
        yield address, Path(private["JUPYTER_RUNTIME_DIR"]), tmp_path / "notebooks"
        server.terminate()  # so that it removes its files from the user's folders
        with suppress(subprocess.TimeoutExpired):  # or is killed, with its kernels, where it does not end by itself
            server.wait(60)


@pytest.mark.timeout(1200)
def test_explore_is_a_workbench_in_jupyterlab_whose_kernels_nobody_else_can_listen_to(browser, jupyterlab):
    address, private, notebooks = jupyterlab
    page = browser.new_context(viewport={"width": 1366, "height": 1400}).new_page()
    page.goto(f"{address}/lab/tree/explore.ipynb?token=t")
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    done = page.locator(".jp-OutputArea-output").get_by_text("没有导出")
    for _ in range(4):  # a command given before the kernel is connected may be lost on a busy machine
        page.get_by_text("| Idle").first.wait_for(timeout=90_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with suppress(BrowserTimeout):
            done.wait_for(timeout=60_000)
            break
    (kernel,) = private.glob("kernel-*.json")
    assert json.loads(kernel.read_text())["transport"] == "ipc"
    assert (private.stat().st_mode & 0o777, kernel.stat().st_mode & 0o777) == (0o700, 0o600)
    assert done.is_visible(), page.locator(".jp-Notebook").inner_text()
    assert page.locator("figure.chart svg text").count() > 10
    assert page.locator(".jp-OutputArea-output table").count() >= 2

    bench = page.locator(".jupyter-widgets.widget-vbox")
    chart, ranks = bench.locator("figure.chart .drawing"), bench.get_by_role("region", name="现行办法和试算")
    before = ranks.inner_text()
    assert "新增雏鹰企业" in bench.inner_text()
    bench.get_by_label("地区", exact=True).select_option("大洼区")
    bench.get_by_label("指标", exact=True).select_option("举办创新创业活动")
    bench.locator(".drawing[aria-label*=场]").wait_for(timeout=60_000)
    for _ in range(2):
        bench.get_by_role("slider").last.press("ArrowRight")
    bench.get_by_text("试算再完成2").first.wait_for(timeout=60_000)
    _screenshot(page, "workbench")
    assert ranks.inner_text() != before
    bench.get_by_role("button", name="导出").click()
    bench.get_by_text("已存到导出.xlsx").wait_for(timeout=60_000)
    assert (notebooks / "导出.xlsx").stat().st_mode & 0o777 == 0o640
    _screenshot(page, "jupyterlab")
    assert chart.count() == 1
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0


def _screenshot(page, name):
    if folder := os.environ.get("PANJIN_KPI_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")

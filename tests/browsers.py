"""The path of the tests' browser, and the marks for a file of tests that needs one."""

import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
NEEDED = os.environ.get("PANJIN_KPI_NEED_BROWSER")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(
        not CHROMIUM and not NEEDED,
        reason="NO BROWSER: the pages were not looked at; install chromium and fonts-noto-cjk to run these",
    ),
]

"""Processes that tests have started end with them, even if the tests are killed and cannot clean up."""

import shutil
import subprocess
import sys
import threading

import psutil
import pytest

from panjin_kpi.project import ROOT
from tests.left_processes import no_thread_left

STARTS = """
import sys, time
sys.path.insert(0, sys.argv[1])
from conftest import _running
with _running([sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"]):
    time.sleep(600)
"""  # the child reports that it runs: before that, the setting that ends it with its parent may be missing


@pytest.mark.skipif(not shutil.which("setpriv"), reason="only Linux ends a child with its parent")
def test_a_child_ends_with_tests_that_are_killed(running, line_of, wait_for):
    with running([sys.executable, "-c", STARTS, ROOT], stdout=subprocess.PIPE, text=True) as tests:
        child = psutil.Process(int(line_of(tests)))
        assert child.is_running()
        psutil.Process(tests.pid).kill()  # it alone
        wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_thread_that_keeps_its_process_from_ending_is_reported():
    ends = threading.Event()
    kept, daemon = (threading.Thread(target=ends.wait, args=(60,), daemon=daemon) for daemon in (False, True))
    try:
        with no_thread_left(0.1):
            daemon.start()
        with pytest.raises(AssertionError, match="threads are left"), no_thread_left(0.1):
            kept.start()
    finally:
        ends.set()
        kept.join(10)

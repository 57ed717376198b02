import os
import signal
import time

import pytest

from panjin_kpi.batch.zygote import GONE, Zygote, ZygoteDied

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture
def zygote():
    made = Zygote()
    yield made
    made.close()


def ended(zygote, pid):
    deadline = time.monotonic() + 20
    while (status := zygote.poll(pid)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return status


def test_a_fork_that_cannot_become_a_kernel_ends_with_a_status(zygote, tmp_path):
    assert ended(zygote, zygote.fork(["-f", "x"], dict(os.environ), str(tmp_path / "nowhere"))) == 1


def test_the_signal_that_ended_a_kernel_is_its_status(zygote, tmp_path):
    pid = zygote.fork(["-f", str(tmp_path / "kernel.json")], dict(os.environ), str(tmp_path))
    assert zygote.poll(pid) is None
    os.kill(pid, signal.SIGKILL)
    assert ended(zygote, pid) == -signal.SIGKILL
    assert ended(zygote, pid) == -signal.SIGKILL, "it is remembered"


def test_what_is_nobodys_kernel_is_gone(zygote):
    assert zygote.poll(1) == GONE


def test_a_zygote_that_died_is_told(zygote):
    zygote._process.kill()
    zygote._process.wait()
    with pytest.raises(ZygoteDied, match="已经结束"):
        zygote.poll(1)

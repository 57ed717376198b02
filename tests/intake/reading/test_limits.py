"""No file ends the command: one that takes too much memory or time, or kills the reader, is refused in a sentence."""

import os
import signal
import threading
import time

import pandas as pd
import psutil
import pytest

from panjin_kpi.intake.findings import UnreadableFile
from panjin_kpi.intake.reading import limits
from panjin_kpi.intake.reading.limits import read_within_limits
from panjin_kpi.intake.reading.submitted_file import read_file

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is made by fork")
HEADER = "期间,地区,指标,本年累计\n"


@pytest.fixture
def refused(tmp_path):
    """The finding on a file that cannot be read; no child process is left afterwards."""

    def refused(path):
        before = psutil.Process().children()  # of other tests
        with pytest.raises(UnreadableFile) as found:
            read_within_limits(path, "progress")
        assert set(psutil.Process().children()) <= set(before)
        return found.value.finding

    return refused


@pytest.fixture
def csv(tmp_path):
    def csv(text):
        path = tmp_path / "progress.csv"
        path.write_text(HEADER + text, encoding="utf-8")
        return path

    return csv


def test_a_file_is_read_as_without_limits(csv):
    path = csv("2021-06,盘山县,创新创业活动,3\n合计,,,3\n")
    ours, theirs = read_within_limits(path, "progress"), read_file(path, "progress")
    pd.testing.assert_frame_equal(ours.sheets["progress"].cells, theirs.sheets["progress"].cells)
    assert ours.sheets["progress"].findings == theirs.sheets["progress"].findings != ()


def test_what_is_wrong_comes_back_as_it_was_raised(csv, refused, tmp_path):
    assert refused(csv("")).reason == "只有表头，没有数据行"
    with pytest.raises(FileNotFoundError) as found:
        read_within_limits(tmp_path / "没有.csv", "progress")
    assert found.value.filename == str(tmp_path / "没有.csv")


def test_a_file_that_takes_more_memory_is_refused(csv, refused, monkeypatch):
    monkeypatch.setattr(limits, "MOST_MEMORY", 24 * 2**20)
    os.truncate(path := csv("2021-06,盘山县,创新创业活动,3\n"), 64 * 2**20)
    finding = refused(path)
    assert "内存超过" in finding.reason
    assert "分几个文件" in finding.remedy


@pytest.mark.slow
def test_a_file_that_takes_more_time_is_refused(tmp_path, refused, monkeypatch):
    monkeypatch.setattr(limits, "MOST_SECONDS", 1)
    os.mkfifo(tmp_path / "progress.csv")  # nobody ever writes into it
    began = time.monotonic()
    assert "用了1秒还没有读完" in refused(tmp_path / "progress.csv").reason
    assert time.monotonic() - began < 30


class Dying:
    """An object that kills its reader while it is sent."""

    def __reduce__(self):
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("read", [lambda *_: os.kill(os.getpid(), signal.SIGKILL), lambda *_: [bytes(10**6), Dying()]])
def test_a_reader_that_dies_before_or_while_it_answers_is_reported(csv, refused, monkeypatch, read):
    monkeypatch.setattr(limits, "read_file", read)
    assert "程序中止了" in refused(csv("x\n")).reason


def test_a_command_with_busy_threads_reads_all_the_same(csv):
    path, stop = csv("2021-06,盘山县,创新创业活动,3\n"), threading.Event()

    def compute():
        while not stop.is_set():
            pd.Series(range(10_000)).astype("str")

    thread = threading.Thread(target=compute)
    thread.start()
    try:
        assert len(read_within_limits(path, "progress").sheets["progress"].cells) == 1
    finally:
        stop.set()
        thread.join(30)

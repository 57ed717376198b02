"""An interrupt raises KeyboardInterrupt, but never while a lock of other threads is held."""

import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from panjin_kpi.batch.run import RunRequest, run
from panjin_kpi.interrupts import interrupt_when_ended, interrupts_noted

# a command, interrupted when its main thread has acquired a Python lock for the nth time since a file appeared
INTERRUPTED_WHILE_LOCKED = """
import signal, sys, threading
from pathlib import Path
from panjin_kpi.__main__ import main
folder, left = Path(sys.argv[1]), [int(sys.argv[2])]
enter = threading.Condition.__enter__

def entered(self):
    held = enter(self)
    ours = threading.get_ident() == threading.main_thread().ident
    if ours and left[0] and any(folder.glob("[!.]*.*")):
        left[0] -= 1
        if not left[0]:
            signal.raise_signal(signal.SIGTERM)
    return held

threading.Condition.__enter__ = entered
sys.argv[1:3] = []
main()
"""

# a command that is terminated after its work, when Python begins to shut down
ENDED_WHEN_DONE = """
import atexit, signal
from panjin_kpi.__main__ import main

atexit.register(signal.raise_signal, signal.SIGTERM)
main()
"""

# a command that is terminated within code that Python was given as text, as dataclasses and namedtuples make it
ENDED_IN_GENERATED_CODE = """
from panjin_kpi.__main__ import main
from panjin_kpi.intake.storage.store import Store

Store.of = lambda _: exec("import signal; signal.raise_signal(signal.SIGTERM)")
main()
"""

# commands that are terminated while Python makes a class (before 3.12 it is a RuntimeError that is raised then), within
# code that raises another exception, as an import may, or while an object is deleted (the exception is ignored then)
ENDING = """
import signal
from panjin_kpi import __main__
from panjin_kpi.intake.storage.store import Store

class Ending:
    def __set_name__(self, *_):
        signal.raise_signal(signal.SIGTERM)
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)

"""
ENDED_IN_A_CLASS = f"""{ENDING}
Store.of = lambda _: type("Made", (), {{"one": Ending()}})
__main__.main()
"""
ENDED_WITH_ANOTHER_ERROR = f"""{ENDING}
def work(_):
    try:
        signal.raise_signal(signal.SIGTERM)
    except KeyboardInterrupt:
        raise TypeError("expected a message argument") from None

Store.of = work
__main__.main()
"""
ENDED_BEFORE_IT_BEGINS = f"""{ENDING}
__main__.prepare_terminal = lambda: type("Made", (), {{"one": Ending()}})
__main__.main()
"""
ENDED_AS_AN_OBJECT_GOES = f"""{ENDING}
__main__.prepare_terminal = Ending
__main__.main()
"""


@pytest.fixture
def heeded():
    """Signals as in a terminal; tests in the background ignore SIGINT."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("heeded")
def test_what_is_noted_is_raised_at_the_end_unless_it_was_dealt_with():
    reached = []

    def interrupted(*, dealt_with):
        with interrupts_noted() as noted:
            signal.raise_signal(signal.SIGINT)
            reached.extend(noted)
            if dealt_with:
                noted.clear()

    with pytest.raises(KeyboardInterrupt):
        interrupted(dealt_with=False)
    interrupted(dealt_with=True)
    assert reached == [signal.SIGINT, signal.SIGINT]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("heeded")
def test_an_error_is_raised_in_preference_to_an_interrupt():
    with pytest.raises(FileNotFoundError), interrupts_noted():
        Path(signal.raise_signal(signal.SIGINT) or "nowhere").stat()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("heeded")
def test_a_handler_of_somebody_else_stays(monkeypatch):
    monkeypatch.setattr("panjin_kpi.interrupts._came", [])
    ignored = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    interrupt_when_ended()
    with interrupts_noted():
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    interrupt_when_ended()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, ignored)


def test_a_thread_that_is_never_interrupted_changes_no_handler():
    found = []

    def look():
        with interrupts_noted():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(10)
    assert found == [signal.getsignal(signal.SIGINT)]


def interrupted_while_locked(running, folder, nth, words):
    command = [sys.executable, "-c", INTERRUPTED_WHILE_LOCKED, str(folder), str(nth), *words]
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heeded) as process:
        shown = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 1
    assert "Traceback" not in shown
    return shown


@pytest.mark.slow
@pytest.mark.parametrize("nth", [1, 2, 9])
def test_a_sample_that_is_interrupted_while_it_holds_a_lock_ends(tmp_path, running, nth):
    words = ["sample", "--submit", "--out", str(tmp_path)]
    shown = interrupted_while_locked(running, tmp_path / "store", nth, words)
    assert "运行被中断，没有做完。请重新运行" in shown


@pytest.mark.kernel
@pytest.mark.parametrize("nth", [1, 2, 5, 6, 8])
def test_a_run_that_is_interrupted_while_it_holds_a_lock_ends(site, tmp_path, running, nth):
    out = site.with_results(tmp_path)
    folder = tmp_path / "2021-12" / "carrier_assessment"
    three = ["dawa", "panshan", "gaoxin"]
    words = ["run", "--period", "2021-12", "--out", str(out), "--data", str(site.project.data)]
    words += ["--notebook", "carrier_assessment", "--jobs", "1"]
    words += [word for district in three for word in ("--district", district)]
    assert "运行被中断。已经生成的都保留" in interrupted_while_locked(running, folder, nth, words)
    finished = {path.stem for path in folder.glob("[!.]*.html")}
    outcomes = run(site.project, RunRequest("2021-12", ["carrier_assessment"], three, out=tmp_path))
    assert {outcome.job.scope for outcome in outcomes if outcome.kept} == finished


def test_a_command_that_has_done_its_work_is_not_interrupted_any_more(running):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with running([sys.executable, "-c", ENDED_WHEN_DONE, "--help"], **pipes) as process:
        shown, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert "Usage" in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (ENDED_IN_GENERATED_CODE, "没有做完。请重新运行"),
        (ENDED_IN_A_CLASS, "没有做完。请重新运行"),
        (ENDED_WITH_ANOTHER_ERROR, "没有做完。请重新运行"),
        (ENDED_BEFORE_IT_BEGINS, "还没有开始"),
        (ENDED_AS_AN_OBJECT_GOES, "还没有开始"),
    ],
    ids=[
        "generated code",
        "a class",
        "another error",
        "a class before it begins",
        "an object deleted before it begins",
    ],
)
def test_an_interrupt_within_python_s_own_work_ends_the_command_with_one_line(finished, tmp_path, code, sentence):
    (tmp_path / "interrupted.py").write_text(code, encoding="utf-8")
    found = {"PYTHONPATH": os.pathsep.join((os.environ["PYTHONPATH"], str(tmp_path)))}
    ended = finished([sys.executable, "-m", "interrupted", "verify", "--data", str(tmp_path)], env=os.environ | found)
    assert (ended.returncode, ended.stderr) == (1, f"错误：运行被中断，{sentence}\n")

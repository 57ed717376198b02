import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from panjin_kpi.batch.kernels import forkserver
from panjin_kpi.batch.kernels.forkserver import GONE, KernelForkServer, KernelForkServerDied, _begun, begin

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.own_fork_server,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]


def made():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forkserver, "PRELOADED", forkserver.PRELOADED[:1])  # drawing takes seconds to import
        fork_server = KernelForkServer()
    yield fork_server
    fork_server.close()


@pytest.fixture
def fork_server():
    yield from made()


@pytest.fixture(scope="module")
def shared():
    """A fork server shared by tests that do not kill it."""
    yield from made()


def within(seconds, happened):
    deadline = time.monotonic() + seconds
    while not (found := happened()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def ended(fork_server, pid):
    within(20, lambda: fork_server.poll(pid) is not None)
    return fork_server.poll(pid)


def runs(pid):
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_one_that_was_begun_early_is_taken_and_no_second_one_started(tmp_path):
    begin()
    (begun,) = _begun
    made = KernelForkServer()
    try:
        assert made.poll(1) == GONE, "it answers"
        assert made._begun is begun
        assert not _begun
    finally:
        made.close()


def test_where_the_system_has_no_process_left_nothing_ends_but_the_kernel_is_not_made(monkeypatch, fork_server):
    def none_left(*_, **__):
        raise BlockingIOError

    with monkeypatch.context() as patch:
        patch.setattr(forkserver.subprocess, "Popen", none_left)
        begin()
    assert not _begun
    monkeypatch.setattr(fork_server, "_ask", lambda **_: None)  # its answer, see below
    with pytest.raises(KernelForkServerDied, match="不能再起新的进程"):
        fork_server.fork([], {}, "/")


def test_a_fork_that_fails_is_answered_and_the_next_request_too(running):
    ours, theirs = socket.socketpair()
    program = "import os; from panjin_kpi.batch.kernels import forkserver as f\n"
    program += "def none_left(): raise BlockingIOError\nos.fork = none_left; f.serve([])"
    with ours, theirs, running([sys.executable, "-c", program], stdin=theirs, stdout=theirs) as process:
        ours.settimeout(30)
        ours.sendall(b'{"argv": [], "env": {}, "cwd": "/"}\n{"poll": 1}\n')
        answers = ours.makefile("r")
        assert [answers.readline(), answers.readline()] == ["null\n", f"{GONE}\n"]
        theirs.close()
        ours.shutdown(socket.SHUT_WR)
        assert process.wait(30) == 0


@pytest.mark.parametrize("answered", [False, True])
def test_one_whose_command_ends_without_reading_its_answers_ends_in_silence(running, answered):
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "panjin_kpi.batch.kernels.forkserver"]
    with ours, theirs, running(command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE) as process:
        theirs.close()
        ours.sendall(b'{"poll": 1}\n' * 100 + b'{"po')
        if answered:
            ours.settimeout(30)
            ours.recv(1, socket.MSG_PEEK)
        ours.close()
        shown = process.communicate(timeout=30)[1]
    assert (process.returncode, shown) == (0, b"")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="an ended process is recognised by /proc")
def test_one_that_was_begun_and_never_needed_ends_with_the_command():
    program = (
        "from panjin_kpi.batch.kernels import forkserver; forkserver.begin(); print(forkserver._begun[0].process.pid)"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30)
    assert not runs(int(output.stdout))


def test_a_fork_that_cannot_become_a_kernel_ends_with_a_status(shared, tmp_path):
    assert ended(shared, shared.fork(["-f", "x"], dict(os.environ), str(tmp_path / "nowhere"))) == 1


def test_the_signal_that_ended_a_kernel_is_its_status(shared, tmp_path):
    pid = shared.fork(["-f", str(tmp_path / "kernel.json")], dict(os.environ), str(tmp_path))
    assert shared.poll(pid) is None
    os.kill(pid, signal.SIGKILL)
    assert ended(shared, pid) == -signal.SIGKILL
    assert ended(shared, pid) == -signal.SIGKILL, "it is remembered"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="an ended process is recognised by /proc")
@pytest.mark.parametrize("ready", [False, True], ids=["while it starts", "when it is ready"])
def test_a_kernel_does_not_outlive_a_fork_server_that_was_killed(fork_server, tmp_path, ready):
    connection = tmp_path / "kernel.json"
    pid = fork_server.fork(["-f", str(connection)], dict(os.environ), str(tmp_path))
    try:
        assert not ready or within(20, connection.exists), "the kernel never started"
        assert runs(pid)
        fork_server._begun.process.kill()
        fork_server._begun.process.wait(10)
        assert within(10, lambda: not runs(pid))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_an_unknown_kernel_counts_as_ended(shared):
    assert shared.poll(1) == GONE


def test_a_fork_server_that_died_is_reported(fork_server):
    fork_server._begun.process.kill()
    fork_server._begun.process.wait(10)
    with pytest.raises(KernelForkServerDied, match="已经结束"):
        fork_server.poll(1)


def test_a_fork_server_that_hangs_is_given_up_within_its_deadline_and_is_gone_then(fork_server):
    assert fork_server.poll(1) == GONE, "it answers"
    fork_server._begun.socket.settimeout(0.5)
    os.kill(fork_server.pid, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(KernelForkServerDied):
        fork_server.poll(1)
    assert time.monotonic() - begun < 5
    assert within(10, lambda: not runs(fork_server.pid))
    with pytest.raises(KernelForkServerDied):
        fork_server.read("/nowhere")

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import nbformat
import pytest
from jupyter_client.provisioning.local_provisioner import LocalPortCache
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from panjin_kpi.batch.jobs import Job, Report
from panjin_kpi.batch.kernels import pool as module
from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.batch.reports.execute import execute
from panjin_kpi.project import Engine

pytestmark = pytest.mark.kernel
ENGINES = get_args(Engine)
can_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture
def ran(tmp_path):
    """Execute a notebook of the given cells with an engine's kernels; outputs by cell, and the outcome."""

    def run(own, *sources):
        cells = [new_code_cell("results = ''", metadata={"tags": ["parameters"]}), *map(new_code_cell, sources)]
        notebook = new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "x", "language": "python"}
        nbformat.write(notebook, tmp_path / "little.ipynb")
        job = Job(Report(name="little", title="小", pages=("city",)), "city", {"results": "x"})
        outcome = execute(job, tmp_path / "out", tmp_path, own)
        if not outcome.made:
            return outcome, []
        done = nbformat.read(tmp_path / "out/little/city.ipynb", as_version=4)
        return outcome, [cell.outputs for cell in done.cells if cell.cell_type == "code"][1:]

    return run


@pytest.fixture(scope="module")
def warm():
    """Kernels that several tests share; a test that kills the fork server has its own."""
    with kernels("warm") as own:
        yield own


def text(outputs):
    return "".join(output.get("text", "") for output in outputs)


def connection(own):
    """The connection information of a running kernel."""
    client = NotebookClient(new_notebook(cells=[new_code_cell("1 + 1")]), kernel_manager_class=own.manager)
    with client.setup_kernel():
        return client.km.get_connection_info()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_kernels_messages_go_through_sockets_that_only_this_user_reaches(engine):
    with kernels(engine) as own:
        known = connection(own)
        folder = Path(known["ip"]).parent
        assert (known["transport"], folder.stat().st_mode & 0o777) == ("ipc", 0o700)
    assert not folder.exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_kernels_messages_are_encrypted_where_there_are_no_such_sockets(engine, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 0)
    with kernels(engine) as own:
        known = connection(own)
    assert known["transport"] == "tcp"
    assert "curve_publickey" in known


@pytest.mark.parametrize("engine", ["warm", "ordinary"])
def test_a_port_that_another_program_takes_first_is_not_reported_and_the_report_is_made(
    ran, monkeypatch, capfd, engine
):
    monkeypatch.setattr(module, "LONGEST", 0)
    find, asked = LocalPortCache.find_available_port, []
    with socket.create_server(("127.0.0.1", 0)) as other:

        def taken(cache, ip):
            asked.append(ip)
            return other.getsockname()[1] if len(asked) == 1 else find(cache, ip)

        monkeypatch.setattr(LocalPortCache, "find_available_port", taken)
        with kernels(engine) as own:
            outcome, outputs = ran(own, "print(6 * 7)")
    assert (outcome.reason, text(outputs[0])) == ("", "42\n")
    assert len(asked) == 10, "five ports, twice"
    assert "in use" not in capfd.readouterr().err


@can_fork
def test_a_warm_kernel_has_imported_already_and_is_a_process_of_its_own(ran, warm):
    look = "import os, sys; print('seaborn' in sys.modules, os.getpid(), os.getcwd(), os.environ.get('PANJIN_X'))"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PANJIN_X", "甲")
        (_, first), (_, second) = ran(warm, look), ran(warm, look)
    (imported, one, cwd, variable), (_, other, *_) = text(first[0]).split(), text(second[0]).split()
    assert (imported, cwd, variable) == ("True", str(Path.cwd()), "甲")
    assert len({one, other, str(os.getpid())}) == 3


@can_fork
def test_what_one_notebook_changes_the_next_does_not_see(ran, warm):
    change = "import pandas as pd, os; pd.set_option('display.max_rows', 7); os.environ['X1'] = '1'; kept = 3"
    look = (
        "import os, pandas as pd; print(pd.get_option('display.max_rows'), os.environ.get('X1'), 'kept' in globals())"
    )
    assert ran(warm, change)[0].made
    assert text(ran(warm, look)[1][0]).split() == ["60", "None", "False"]


@can_fork
def test_a_warm_kernel_that_dies_or_is_interrupted_is_a_failed_report_and_the_next_is_made(ran, warm):
    outcome, _ = ran(warm, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert "DeadKernelError" in outcome.reason
    assert ran(warm, "1 + 1")[0].made


@pytest.mark.own_fork_server
@can_fork
def test_no_kernel_outlives_its_command(ran):
    with kernels("warm") as own:
        pid = own.fork_server.fork(["-f", "/nowhere/kernel.json"], dict(os.environ), "/")
        fork_server = own.fork_server.pid
    for ended in (pid, fork_server):
        with pytest.raises(ProcessLookupError):
            os.kill(ended, 0)


@can_fork
def test_no_process_is_left_behind_even_when_the_command_is_killed(running, line_of):
    command = """
import os, sys, time
from panjin_kpi.batch.kernels.forkserver import KernelForkServer
fork_server = KernelForkServer()
print(fork_server.pid, fork_server.fork(["-f", "/tmp/panjin-kpi-test-kernel.json"], dict(os.environ), "/"), flush=True)
time.sleep(60)
"""
    with running([sys.executable, "-c", command], stdout=subprocess.PIPE, text=True) as killed:
        left = [int(pid) for pid in line_of(killed).split()]
        killed.send_signal(signal.SIGKILL)
        killed.wait(20)
        deadline = time.monotonic() + 20
        while left and time.monotonic() < deadline:
            time.sleep(0.1)
            left = [pid for pid in left if Path(f"/proc/{pid}").exists() and "Z" not in state(pid)]
        Path("/tmp/panjin-kpi-test-kernel.json").unlink(missing_ok=True)
        assert left == []


def state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@can_fork
def test_where_the_fork_server_has_died_the_kernels_are_ordinary(ran):
    with kernels("warm") as own:
        own.fork_server._begun.process.kill()
        own.fork_server._begun.process.wait(10)
        outcome, outputs = ran(own, "print(6 * 7)")
    assert (outcome.reason, text(outputs[0])) == ("", "42\n")


@can_fork
def test_a_results_folder_is_read_once_and_found_in_memory_by_every_kernel(ran, site, warm):
    folder = str(site.folder / "results")
    look = f"""
from panjin_kpi.batch.results import folder
import panjin_kpi as pk
run = pk.open("2021-12", {folder!r})
own = run.frames["status"]
own.iloc[0, 0] = "changed"
status, scores = run.frames["status"], run.frames["scores"]
print(folder._parsed.cache_info().misses, len(status), scores.loc[0, "period"], len(run.plan.targets))
"""
    warm.read(folder)
    warm.read(folder)
    printed = [text(ran(warm, look)[1][0]).split() for _ in range(2)]
    tables = len(list((site.folder / "results").glob("*.csv")))
    assert printed[0] == printed[1] == [str(tables), "140", "2021-12", "77"]


def test_all_engines_give_the_same_outputs(ran, warm):
    cells = [
        "import pandas as pd; pd.DataFrame({'甲': [1.5, None]})",
        "print('盘锦'); 1 / 3",
        "import seaborn as sns; _ = sns.barplot(x=['盘山县', '大洼区'], y=[1, 2], color='b')",
        "import matplotlib.pyplot as plt; plt.plot([-1, 2]); plt.title('走势'); plt.show()",
        "figure, axes = plt.subplots(); axes.set_xlabel('月份'); plt.close(); display(figure)",
        "display({'text/html': pd.DataFrame({'完成率': [0.5]}).style.set_uuid('a').bar().to_html()}, raw=True)",
        "import ipywidgets; display(ipywidgets.IntSlider(3))",
    ]
    made = [ran(warm, *cells)[1]]
    for engine in ENGINES[1:]:
        with kernels(engine) as own:
            made.append(ran(own, *cells)[1])
    for output in (output for outputs in made for cell in outputs for output in cell if "data" in output):
        output.data.pop("application/vnd.jupyter.widget-view+json", None)  # it names its kernel; the rest is compared
    shown = [next(iter(output.get("data", [output.output_type]))) for outputs in made[0] for output in outputs]
    assert shown == [
        "text/html", "stream", "text/plain", "image/png", "image/png", "image/png", "text/html", "text/plain",
    ]  # fmt: skip
    assert made[0] == made[1] == made[2]


def test_where_forking_is_not_possible_the_kernels_are_ordinary(monkeypatch):
    monkeypatch.delattr(os, "fork", raising=False)
    with kernels("warm") as own:
        assert not issubclass(own.manager, module.ForkedKernelManager)
        assert own.fork_server is None
        assert own.turns is not None


def test_a_connection_file_that_the_kernel_is_writing_at_that_moment_is_not_read(tmp_path):
    manager = module.PrivateKernelManager(connection_file=str(tmp_path / "kernel.json"))
    manager.write_connection_file()
    asked = manager.get_connection_info()
    (tmp_path / "kernel.json").write_text("", encoding="utf-8")  # as the kernel opens it to write the same
    manager._reconcile_connection_info(asked)
    assert manager.get_connection_info() == asked
    with pytest.raises(ValueError, match="char 0"):
        manager._reconcile_connection_info(asked | {"key": b"another"})

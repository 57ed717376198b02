import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panjin_kpi.batch.jobs import Job, Report
from panjin_kpi.batch.kernels.engine import KERNELSPEC, ExecutionSlot, ReadableTranslator, keep_parameters, with_values
from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.batch.reports.execute import execute

pytestmark = pytest.mark.kernel
WHEN = """
import psutil, time
begun = time.time()
time.sleep(1.5)
print(psutil.Process().create_time(), begun, time.time())
"""


@pytest.mark.parametrize("engine", ["warm", "ordinary"])
def test_cells_take_turns_and_the_next_kernel_is_up_before_its_turn(tmp_path, engine):
    notebook = new_notebook(cells=[new_code_cell("", metadata={"tags": ["parameters"]}), new_code_cell(WHEN)])
    notebook.metadata["kernelspec"] = KERNELSPEC
    nbformat.write(notebook, tmp_path / "little.ipynb")
    report = Report(name="little", title="小", pages=("city",))
    with kernels(engine, turns=1) as own, ThreadPoolExecutor(3) as pool:
        todo = [Job(report, f"d{number}", {}) for number in range(3)]
        made = list(pool.map(lambda job: execute(job, tmp_path, tmp_path, own), todo))
    assert [outcome.reason for outcome in made] == [""] * 3
    printed = [nbformat.read(tmp_path / f"{job.stem}.ipynb", as_version=4).cells[-1].outputs[0].text for job in todo]
    first, *others = sorted(tuple(map(float, text.split())) for text in printed)
    times = sorted([first, *others], key=lambda time: time[1])
    for (_, _, ended), (created, begun, _) in pairwise(times):
        assert begun >= ended, "one turn, one report"
        assert created < ended, "its kernel was started while the other one worked"
    assert 1.5 <= min(outcome.seconds for outcome in made) < 5, "waiting for a turn is not counted"


def test_a_turn_that_is_waited_for_has_a_longer_deadline_and_the_cells_one_of_their_own():
    turns = threading.Semaphore(0)
    turn = ExecutionSlot(turns, 60.0)
    starting = turn.ends
    assert turn.seconds == 0
    waiting = threading.Thread(target=turn.take, daemon=True)
    waiting.start()
    waiting.join(0.2)
    assert starting < turn.ends
    assert turn.ends < starting + 4 * 60.0
    turns.release()
    waiting.join(5)
    assert turn.began is not None
    assert turn.ends == turn.began + 60.0


def test_a_slot_that_is_not_released_times_out_and_is_not_released_by_a_task_that_never_had_it():
    turns = threading.Semaphore(0)
    turn = ExecutionSlot(turns, 0.05)
    with pytest.raises(RuntimeError, match="没有轮到"):
        turn.take()
    turn.give_back()
    assert not turns.acquire(blocking=False)


@pytest.mark.parametrize(
    ("source", "values", "kept"),
    [
        ('district = "盘山县"  # 地区', {"district": "大洼区"}, 'district = "大洼区"  # 地区'),
        ("a = [1,\n     2]  # 列\nb = None\n", {"b": {"甲": True}, "a": -1.5}, 'a = -1.5  # 列\nb = {"甲": True}\n'),
        ("甲 = '汉字'; b = 2", {"b": 3}, "甲 = '汉字'; b = 3"),
        ("a = b = 1", {}, "a = b = 1"),
    ],
)
def test_values_are_put_into_a_parameters_cell_and_its_comments_stay(source, values, kept):
    assert with_values(source, values) == (kept, {})
    assert with_values(source, values | {"other": 1}) == (kept, {"other": 1})


def test_a_parameter_that_the_notebook_does_not_have_stays_in_papermills_cell():
    cells = [new_code_cell("a = 1", metadata={"tags": ["parameters"]}), new_code_cell("# Parameters")]
    cells[1].metadata["tags"] = ["injected-parameters"]
    notebook = new_notebook(cells=cells)
    notebook.metadata["papermill"] = {"input_path": "/x/n.ipynb", "output_path": "/x/o.ipynb", "parameters": {"b": 2}}
    keep_parameters(notebook)
    assert [cell.source for cell in notebook.cells] == ["a = 1", "# Parameters\nb = 2\n"]


@pytest.mark.parametrize("text", ["盘山县", 'a"b', "C:\\x", "多\n行", "\u2028", "🚀", "", "{}$"])
def test_a_translated_string_is_that_string(text):
    assert eval(ReadableTranslator.translate_str(text)) == text


def test_an_executed_notebook_runs_again_elsewhere_with_one_parameter_changed(site, tmp_path):
    run, moved = site.folder / "district_report", tmp_path / "district_report" / "dawa.ipynb"
    shutil.copytree(site.folder / "results", tmp_path / "results")
    moved.parent.mkdir()
    text = shutil.copy(run / "dawa.ipynb", moved).read_text(encoding="utf-8")
    assert str(site.folder.parent) not in text
    assert "injected-parameters" not in text
    again = tmp_path / "again.ipynb"
    papermill.execute_notebook(
        moved, again, {"district": "盘山县"}, cwd=moved.parent, progress_bar=False, execution_timeout=120
    )
    outputs = [
        [out.get("data") for cell in nbformat.read(path, as_version=4).cells for out in cell.get("outputs", [])]
        for path in (run / "panshan.ipynb", again)
    ]
    assert outputs[0] == outputs[1]


def reason_of_cells(folder, *sources):
    """The reason why a report with these cells fails, and the notebooks kept."""
    cells = [new_code_cell("", metadata={"tags": ["parameters"]}), *map(new_code_cell, sources)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
    nbformat.write(notebook, folder / "little.ipynb")
    with kernels(turns=1) as own:
        made = execute(Job(Report(name="little", title="小", pages=("city",)), "city", {}), folder, folder, own)
    return made.reason, list((folder / "little").glob("city*.ipynb"))


def test_an_error_that_the_kernel_could_not_show_is_the_reason_and_stands_in_its_cell(tmp_path):
    """A kernel out of memory may still reply with its error."""
    silent = "get_ipython()._showtraceback = lambda *_: None; raise MemoryError('small')"
    reason, (kept,) = reason_of_cells(tmp_path, silent)
    assert reason == "内存不足（MemoryError）"
    cells = nbformat.read(kept, as_version=4).cells
    assert [output.ename for cell in cells for output in cell.get("outputs", ())] == ["MemoryError"]


CUT = """
kernel = get_ipython().kernel
send = kernel.session.send
kernel.session.send = lambda to, *words, **named: None if to is kernel.iopub_socket else send(to, *words, **named)
"""


def test_a_report_whose_outputs_do_not_all_come_fails(tmp_path, monkeypatch):
    monkeypatch.setattr("panjin_kpi.batch.kernels.engine.OUTPUT_SECONDS", 1)
    reason, kept = reason_of_cells(tmp_path, f"{CUT}print('一')", "print('二')")
    assert (reason, kept) == ("计算或输出超过时限（CellTimeoutError）", [])

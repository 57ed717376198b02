import pickle
import threading
from dataclasses import replace

import pytest

from panjin_kpi.batch.jobs import jobs
from panjin_kpi.batch.kernels.pool import kernels
from panjin_kpi.batch.reports import make as module
from panjin_kpi.batch.reports.executors import LOST
from panjin_kpi.batch.reports.fingerprints import code_digest
from panjin_kpi.batch.reports.make import KERNELS, OTHER_CODE, ReportTask, make
from panjin_kpi.batch.run import _outcome
from panjin_kpi.project import NOTEBOOKS
from panjin_kpi.report.page.notebook_page import PageFacts

pytestmark = pytest.mark.kernel


@pytest.fixture
def work(site, plan, tmp_path):
    """A report of the sample's results, to be made in a folder of its own."""
    job = jobs(plan, "2021-12", str(site.folder / "results"), "internal", ["district_report"], ["dawa"])[0]
    facts = PageFacts("大洼区", "../index.html", "dawa.ipynb", fictitious=True, note="", key="0" * 64)
    return ReportTask(job, tmp_path, NOTEBOOKS, facts, "warm", code_digest())


@pytest.fixture(scope="module")
def own():
    with kernels("warm") as made:
        before = KERNELS.set(made)
        yield made
        KERNELS.reset(before)


def test_the_threads_of_a_worker_share_its_kernels(in_background):
    together = threading.Barrier(4)

    def ask():
        together.wait(10)
        return module._of_this_process("warm")

    asked = [in_background(ask) for _ in range(4)]
    found = [answer.result(timeout=60) for answer in asked]
    found[0].fork_server.close()
    module._started.cache_clear()
    assert len({id(own) for own in found}) == 1


def test_a_work_can_be_sent_to_another_process(work):
    assert pickle.loads(pickle.dumps(work)) == work


def test_what_is_made_is_finished_until_its_key_changes_and_a_public_page_leaves_no_notebook(work, own):
    work = replace(work, facts=replace(work.facts, notebook=None))
    assert not work.finished
    assert _outcome(work, LOST).reason == LOST
    assert make(work).made
    assert work.finished
    assert [path.name for path in (work.folder / "district_report").iterdir()] == ["dawa.html"]
    assert _outcome(work, LOST).made, "it was made before the connection was lost"
    assert not replace(work, facts=replace(work.facts, key="1" * 64)).finished


def test_another_version_of_the_library_makes_nothing(work):
    assert make(replace(work, code="another")).reason == OTHER_CODE
    assert not (work.folder / "district_report").exists()

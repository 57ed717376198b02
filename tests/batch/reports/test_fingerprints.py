import pytest

from panjin_kpi.batch.jobs import Job, Report
from panjin_kpi.batch.reports import fingerprints


@pytest.fixture
def made(tmp_path):
    """The key of a report, with something changed."""
    results, notebook = tmp_path / "results", tmp_path / "little.ipynb"
    (results / "reference").mkdir(parents=True)

    def key(name="little", scope="dawa", audience="internal", cell="1", table="a", reference="b", **parameters):
        (results / "status.csv").write_text(table)
        (results / "reference" / "targets.csv").write_text(reference)
        notebook.write_text(cell)
        job = Job(
            Report(name=name, title="小", pages=("city",)), scope, {"period": "2021-06", "results": "/x"} | parameters
        )
        return fingerprints.report_key(job, notebook, fingerprints.results_digest(results), audience)

    return key


def test_the_folder_of_the_results_is_no_part_of_the_key(made):
    assert made() == made(results="/elsewhere") == made()


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "other"},
        {"scope": "gaoxin"},
        {"audience": "public"},
        {"cell": "2"},
        {"table": "c"},
        {"reference": "c"},
        {"period": "2021-07"},
        {"table": "ab", "reference": ""},
    ],
)
def test_everything_else_is(made, changed):
    assert made(**changed) != made()


def test_a_changed_library_changes_the_key(made, monkeypatch):
    before = made()
    monkeypatch.setattr(fingerprints, "code_digest", lambda: "another")
    assert made() != before


def test_the_key_of_a_page_is_read_from_its_head(tmp_path):
    page, key = tmp_path / "a.html", "0a" * 32
    assert fingerprints.key_of(page) is None
    page.write_text(f'<head><meta content="{key}" name="report-key"/>')
    assert fingerprints.key_of(page) == key
    page.write_text("x" * fingerprints.HEAD + f'<meta content="{key}" name="report-key"/>')
    assert fingerprints.key_of(page) is None
    page.unlink()
    page.mkdir()
    assert fingerprints.key_of(page) is None

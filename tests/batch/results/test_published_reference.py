import shutil

from panjin_kpi.batch.results.published_reference import published
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.batch.run import RunRequest, results_for
from panjin_kpi.project import Project
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment import narrative


def test_names_in_reference_files_and_the_reason_of_a_veto_are_not_published(site, tmp_path):
    project = Project(tmp_path / "data")
    shutil.copytree(site.project.data / "store", project.data / "store")
    shutil.copytree(site.project.reference, project.data / "reference")
    for name, line in (
        ("carrier_grades.csv", "2020,dawa,泄密甲众创空间,D,内部考核表"),
        ("aliases.csv", "carrier,泄密乙,乙园"),
    ):
        path = project.reference / name
        path.write_text(f"{path.read_text(encoding='utf-8-sig').rstrip()}\n{line}\n", encoding="utf-8")
    settings = project.reference / "assessment.yaml"
    veto = "vetoes: {value: [{year: 2021, district: dawa, reason: 泄密丙公司造假}], "
    veto = f"# 泄密丁公司已撤回\n{veto}"
    settings.write_text(settings.read_text(encoding="utf-8").replace("vetoes: {value: [], ", veto), encoding="utf-8")
    with (project.reference / "carrier_assessment.yaml").open("a", encoding="utf-8") as other:
        other.write("# 泄密戊众创空间待查\n")
    request = RunRequest("2021-12", audience="public", out=tmp_path)
    results_for(project, request, Plan.load(project.reference))
    written = [path.read_bytes() for path in request.folder.rglob("*") if path.is_file()]
    assert len(written) > 30
    assert not [content for content in written if "泄密".encode() in content]
    read = ResultSet.read(request.folder / "results", "2021-12")
    assert "一票否决（由考核机构决定，不参与计算）：大洼区，原因不公开。" in narrative.adjustments(
        read.scores, read.plan
    )
    assert len(read.plan.aliases) == len(Plan.load(site.project.reference).aliases.query("kind != 'carrier'"))


def test_stocks_that_an_office_filled_in_are_published_unless_small_counts_are_withheld():
    head, filled = b"scope,indicator,stock_2020,source\n", b"city,gazelle,3,x\n"
    assert published("baseline.csv", head + filled) == head + filled
    assert published("baseline.csv", b"\xef\xbb\xbf" + head + filled, withheld=True) == head
    assert published("baseline.csv", head, withheld=True) == head

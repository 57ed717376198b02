import sys


def test_a_command_can_name_them_without_importing_what_makes_reports(finished):
    heavy = "{'papermill', 'nbconvert', 'matplotlib', 'seaborn'}"
    asked = f"import sys, panjin_kpi.batch.faults; print(sorted({heavy} & set(sys.modules)))"
    told = finished([sys.executable, "-c", asked])
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "[]"

import subprocess
import sys


def test_a_command_can_name_them_without_importing_what_makes_reports():
    heavy = "{'papermill', 'nbconvert', 'matplotlib', 'seaborn'}"
    asked = f"import sys, panjin_kpi.batch.faults; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

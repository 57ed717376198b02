import subprocess
import sys

import pytest

from panjin_kpi import lazy

LOOK = "import sys, panjin_kpi.batch.run; print(*{'seaborn', 'matplotlib', 'scipy.stats'} & sys.modules.keys())"


@pytest.mark.slow
def test_a_run_begins_without_what_only_its_kernels_draw_with():
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=250)
    assert done.stdout.split() == []


def test_a_name_that_a_package_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'panjin_kpi' has no attribute 'projcet'"):
        lazy.attach("panjin_kpi", ["project"])("projcet")

"""Importing this module makes a process ready to draw: it loads fonts and what drawing imports late.

No setting of matplotlib stays changed, so that forked and ordinary kernels start with the same settings.
"""

import importlib

import matplotlib as mpl
import seaborn as sns
from matplotlib.figure import Figure

from panjin_kpi import report, schemas
from panjin_kpi.report.page.chart import Chart
from panjin_kpi.report.page.style import apply_theme

for part in report.__all__:  # what notebooks use: the page of the rules would import nbconvert
    package = getattr(report, part)
    for name in getattr(package, "__all__", ()):
        getattr(package, name)
for table in schemas.names():
    schemas.schema(table)
with mpl.rc_context():
    apply_theme()
    figure = Figure(layout="constrained")
    figure.subplots().set_title("盘锦")
    _ = Chart(figure, "").html
sns.set_color_codes("reset")
importlib.import_module("matplotlib_inline.backend_inline")

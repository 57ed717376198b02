"""Importing this module makes a process ready to draw: it loads fonts and what drawing imports late."""

import importlib
import pkgutil

from matplotlib.figure import Figure

from panjin_kpi import report, schemas
from panjin_kpi.report.page.style import apply_theme, chart_fragment

for room in pkgutil.iter_modules(report.__path__, f"{report.__name__}."):
    if room.ispkg:  # a room imports its own modules; index and workbook are no notebook's
        importlib.import_module(room.name)
for table in schemas.names():
    schemas.schema(table)
apply_theme()
figure = Figure(layout="constrained")
figure.subplots().set_title("盘锦")
chart_fragment(figure, "", "")

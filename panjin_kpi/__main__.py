"""``python -m panjin_kpi`` is the ``panjin-kpi`` command."""

from panjin_kpi.cli import main

main()

"""An IPython extension of every kernel: charts that a cell draws itself are shown below it, Chinese included.

A forked kernel imported matplotlib before IPython existed, so without this it would not show them.
"""

from IPython.core.interactiveshell import InteractiveShell

from panjin_kpi.report.page.font import add_fallback_font


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by IPython as a kernel begins."""
    add_fallback_font()
    shell.enable_matplotlib("inline")  # type: ignore[no-untyped-call]

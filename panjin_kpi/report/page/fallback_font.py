"""Chinese characters in charts that analysts draw themselves."""

from panjin_kpi.report.page.font import NAME, register


def add_fallback_font() -> None:
    """Let matplotlib take what its own font lacks from the font of the pages; nothing else changes its look.

    A theme that sets the font undoes it, unless it is given both: ``sns.set_theme(font=plt.rcParams["font.family"])``.
    """
    import matplotlib as mpl

    register()
    families = mpl.rcParams["font.family"]
    mpl.rcParams["font.family"] = [*(name for name in families if name != NAME), NAME]

from panjin_kpi.batch.kernels import own_charts
from panjin_kpi.batch.reports.execute import KERNEL_ARGUMENTS


def test_every_kernel_of_a_run_loads_the_extension():
    """Charts in real kernels: test_pool.test_all_engines_give_the_same_outputs."""
    named = [word.partition("extensions=")[2] for word in KERNEL_ARGUMENTS]
    assert own_charts.__name__ in named
    assert callable(own_charts.load_ipython_extension)

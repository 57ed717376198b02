"""The kernels in which the notebooks are executed."""

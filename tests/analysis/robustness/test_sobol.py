import numpy as np
import pytest
from scipy import stats

from panjin_kpi.analysis.robustness.sobol import design, indices


def ishigami(x):
    """Ishigami's function (a = 7, b = 0.1) of three uniform factors between -pi and pi."""
    x = np.pi * (2 * x - 1)
    return (np.sin(x[..., 0]) * (1 + 0.1 * x[..., 2] ** 4) + 7 * np.sin(x[..., 1]) ** 2)[..., np.newaxis]


def means(outcomes):
    return (index.mean(axis=0) for index in indices(outcomes))


def test_ishigamis_function_has_its_known_indices():
    first, total = means(ishigami(design([1, 1, 1], 2048, 4, 1)))
    assert first.ravel() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert total.ravel() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_a_group_of_columns_is_one_factor():
    # the first and third together: all that is not the second's
    turned = design([2, 1], 2048, 4, 1)[..., [0, 2, 1]]
    first, total = means(ishigami(turned))
    assert first.ravel() == pytest.approx([0.5576, 0.4424], abs=0.01)
    assert total.ravel() == pytest.approx([0.5576, 0.4424], abs=0.01)


def test_they_are_scipys_on_the_same_points():
    made = design([1, 1, 1], 512, 1, 3)
    found = indices(ishigami(made))
    y = ishigami(made)[0, ..., 0]
    theirs = stats.sobol_indices(
        func={"f_A": y[:1], "f_B": y[1:2], "f_AB": y[2:, np.newaxis]}, n=512, dists=None
    )  # fmt: skip
    assert found[0].ravel() == pytest.approx(theirs.first_order.ravel(), abs=1e-9)
    assert found[1].ravel() == pytest.approx(theirs.total_order.ravel(), abs=1e-9)


def test_what_never_varies_has_no_index():
    made = np.ones((1, 4, 8, 1))
    assert np.isnan(indices(made)).all()


def test_every_matrix_takes_its_own_factors_columns_from_the_second():
    made = design([1, 2], 16, 2, 5)
    a, b, first, second = (made[:, position] for position in range(4))
    assert (first[..., 0] == b[..., 0]).all()
    assert (first[..., 1:] == a[..., 1:]).all()
    assert (second[..., 0] == a[..., 0]).all()
    assert (second[..., 1:] == b[..., 1:]).all()
    assert not (made[0] == made[1]).any()

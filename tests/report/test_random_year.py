"""For any submissions, targets and weights, the sentences agree with the tables."""

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from panjin_kpi.analysis.results import results
from tests.report import test_claims as claims
from tests.report.random_year import any_plan, any_year
from tests.report.test_sentences import wrong_numbers
from tests.report.test_sentences_of_pages import wrongly_read


@pytest.mark.slow
@settings(max_examples=5, phases=[Phase.explicit, Phase.generate])  # an example takes two seconds: none is made smaller
@given(st.integers(0, 2**32 - 1))
@example(365)  # a target of 0 that is not reported either
@example(201)  # half a hundredth of a point
def test_every_number_is_the_tables_and_every_claim_is_so(case_of, seed):
    random = np.random.default_rng(seed)
    plan, period = any_plan(random), str(random.choice(["2021-05", "2021-09", "2021-12"]))
    frames = results(any_year(random, plan, period), plan, period)
    case = case_of(frames, period, plan)
    assert wrong_numbers(case) == []
    assert list(wrongly_read(case)) == []
    claims.test_claims_of_sentences_are_true(case)
    claims.test_every_page_says_the_same_of_how_firm_a_rank_is(case)
    claims.test_a_rank_called_firm_is_moved_by_no_basis_and_no_policy_and_is_level_with_nobody(case)

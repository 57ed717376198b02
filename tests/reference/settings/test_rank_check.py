import pytest
from pydantic import ValidationError

from panjin_kpi.reference.settings.rank_check import CHOICES, RankCheck
from panjin_kpi.schemas.fields import field


def settings(**shares):
    return RankCheck.model_validate({"shares": {"value": shares, "source": "assumption"}})


def test_the_project_sets_a_share_for_every_choice(plan):
    check = plan.assessment.rank_check
    assert {factor: tuple(parts) for factor, parts in check.shares.value.items()} == CHOICES
    assert check.shares.source == check.firm_from.source == check.least_completion.source == "assumption"


def test_parts_become_shares_that_sum_to_one():
    assert settings(cap={"cap_as_set": 2, "cap_wider": 1, "no_cap": 1}).share("cap") == [0.5, 0.25, 0.25]
    assert settings().share("basis") == [1 / 4] * 4


def test_a_choice_that_a_folder_was_written_before_takes_no_part():
    assert settings(basis={"reported": 2, "evidenced": 1, "first_reported": 1}).share("basis") == [0.5, 0.25, 0.25, 0.0]


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"colour": {"red": 1}}, "shares 没有“colour”这一项"),
        ({"within": {"apart": 1}}, "shares 的 within 应写明 apart、within 各占几份"),
        ({"within": {"apart": 0, "within": 0}}, "不能都是0"),
        ({"within": {"apart": -1, "within": 1}}, "greater than or equal to 0"),
    ],
)
def test_shares_that_make_no_sense_are_refused(shares, message):
    with pytest.raises(ValidationError, match=message):
        settings(**shares)


def test_every_factor_and_choice_has_its_word():
    assert list(field("rank_factors", "factor").labels) == list(CHOICES)
    assert list(field("rank_factors", "choice").labels) == [choice for own in CHOICES.values() for choice in own]

from panjin_kpi.reference.periods import month_after, month_before, months_so_far


def test_a_year_is_walked_through_both_ways():
    months = months_so_far("2021-12")
    assert len(months) == 12
    assert [month_after(month) for month in months] == [*months[1:], "2022-01"]
    assert [month_before(month) for month in months] == ["2020-12", *months[:-1]]
    assert months_so_far("2021-01") == ["2021-01"]

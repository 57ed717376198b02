from panjin_kpi.report.outlook.tables import outlook


def test_goals_stand_by_their_share_and_a_stock_from_the_records_is_marked(peopled, plan):
    text = repr(outlook(peopled["outlook"], plan))
    shares = [float(word[:-1]) for line in text.splitlines()[2:] for word in line.split()[3:4]]
    assert len(shares) == 8
    assert shares == sorted(shares)
    assert "＊" in text
    assert "带＊的按记录推算" in text


def test_within_the_last_year_and_after_it_no_pace_is_listed(peopled, plan):
    for left in (0.5, 0.0):
        text = repr(outlook(peopled["outlook"].assign(years_left=left), plan))
        assert "每年需要" not in text
        assert "今后每年" not in text
    assert "每年需要" in repr(outlook(peopled["outlook"].assign(years_left=1.5), plan))

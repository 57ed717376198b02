from panjin_kpi.report.outlook.tables import outlook


def test_goals_stand_by_their_share_and_a_stock_from_the_records_is_marked(peopled, plan):
    text = repr(outlook(peopled["outlook"], plan))
    shares = [float(word[:-1]) for line in text.splitlines()[2:] for word in line.split()[3:4]]
    assert len(shares) == 8
    assert shares == sorted(shares)
    assert "＊" in text
    assert "带＊的按记录推算" in text

"""What has been kept, from the command line; backup and restore have their tests in ``tests/intake/``."""

GOOD = ("期间,地区,指标,本年累计", "2021-06,盘山县,创新创业活动,３", "2021-06,高新区,高企,1")


def test_diff_between_two_days_prints_a_table_and_writes_it(call, send, tmp_path):
    for day, value in (("2021-06-26", 3), ("2021-07-26", 4)):
        call("submit", send(GOOD[0], f"2021-06,盘山县,活动,{value}"), "--data", "DATA", "--received", day)
    words = ("diff", "2021-06-30", "2021-07-30", "--data", "DATA")
    result = call(*words, "--out", tmp_path / "变动.csv")
    assert (result.exit_code, "变动 1 处" in result.output) == (0, True)
    assert "第2号" in (tmp_path / "变动.csv").read_text(encoding="utf-8-sig")
    assert "没有变动" in call("diff", "2021-07-30", "2021-08-30", "--data", "DATA").output
    assert call("diff", "2021-07-30", "reports/2021-06", "--data", "DATA").exit_code == 2

"""Wrong usage exits with 2, trouble with data with 1, and both are told in words."""

import pytest

GOOD = ("期间,地区,指标,本年累计", "2021-06,盘山县,创新创业活动,３", "2021-06,高新区,高企,1")


@pytest.mark.parametrize(
    "words",
    [
        ["submit", "absent.csv", "--data", "DATA"],
        ["submit"],
        ["run", "--data", "DATA"],
        ["run", "--period", "2021-12", "--data", "DATA", "--district", "兴隆区"],
        ["run", "--period", "2021-12", "--data", "DATA", "--notebook", "nothing"],
        ["run", "--period", "2021-12", "--data", "DATA", "--audience", "everybody"],
        ["run", "--period", "Dezember", "--data", "DATA"],
        ["run", "--period", "2021-12", "--data", "DATA/absent"],
        ["snapshot", "--as-known-on", "yesterday", "--data", "DATA"],
        ["template", "--period", "2021-06", "--data", "DATA"],
        ["template", "--period", "2021-06", "--district", "盘山县", "--unit", "市科技局", "--data", "DATA"],
        ["template", "--period", "2022-06", "--district", "盘山县", "--data", "DATA", "--out", "DATA"],
        ["template", "--period", "2021-06", "--unit", "市体育局", "--data", "DATA", "--out", "DATA"],
        ["template", "--period", "2021-06", "--unit", "市商务局", "--data", "DATA", "--out", "DATA"],
        ["nothing"],
    ],
)
def test_wrong_usage_exits_with_two(call, words):
    assert call(*words).exit_code == 2


def test_an_unknown_table_is_wrong_usage(call, send):
    assert call("submit", send(*GOOD), "--table", "progres", "--data", "DATA").exit_code == 2


def test_trouble_with_reference_or_store_is_told_in_chinese_without_a_traceback(send, tmp_path, shell):
    (tmp_path / "reference").mkdir()
    missing = shell("submit", send(*GOOD), "--data", tmp_path)
    assert (missing.returncode, "参考数据缺少 districts.csv" in missing.stderr) == (1, True)
    for url in ("nonsense", "mysql+nodriver://localhost:1/x", f"sqlite:///{send(*GOOD)}/under/a/file.sqlite"):
        result = shell("submit", send(*GOOD), "--store", url)
        assert result.returncode == 1, url
        assert result.stderr.startswith("错误："), url
        assert "Traceback" not in result.stdout + result.stderr
    assert "Traceback" not in missing.stdout + missing.stderr

import csv
from collections import Counter

from panjin_kpi.intake.checks.finding_output import SHOWN, print_findings, print_table, write_findings
from panjin_kpi.intake.findings import Finding

BAD = Finding("a.xlsx", "不能为负数", "请填写累计数", sheet="指标月报", row=7, cell="D7", column="本年累计", value="-3")
ODD = Finding("a.xlsx", "不认识", "请改正", "warning", sheet="[bold]", row=8, cell="A8", value="=HYPERLINK(1)")


def test_each_finding_is_one_line_of_a_table(capsys):
    print_findings([BAD, ODD])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["a.xlsx：错误", "1", "处，提示", "1", "处"] in lines
    assert ["错误", "指标月报", "D7", "本年累计", "-3", "不能为负数", "请填写累计数"] in lines
    assert ["提示", "[bold]", "A8", "=HYPERLINK(1)", "不认识", "请改正"] in lines


def test_a_narrow_terminal_folds_long_words_and_cuts_none(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # as a terminal
    monkeypatch.setenv("COLUMNS", "60")
    row = ("0.7666666666666667", "2021-12-辽东湾新区.xlsx", "指标月报", "举办大型综合科技成果对接活动场次")
    print_table("a.xlsx", [f"列{number}" for number in range(len(row))], [row])
    out = capsys.readouterr().out
    assert "…" not in out
    assert Counter("".join(row)) <= Counter(out)


def test_a_flood_of_findings_is_cut_in_the_terminal_and_whole_in_the_file(capsys, tmp_path):
    many = [BAD] * (SHOWN + 7)
    print_findings(many)
    assert "还有 7 处没有列出" in capsys.readouterr().out
    assert len(write_findings(many, tmp_path / "a.xlsx").read_text(encoding="utf-8").splitlines()) == SHOWN + 8


def test_the_file_opens_in_excel_without_becoming_a_formula(tmp_path):
    path = write_findings([BAD, ODD], tmp_path / "a.xlsx")
    assert path.name == "a.xlsx.检查结果.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    assert [row["填写的值"] for row in rows] == ["-3", "'=HYPERLINK(1)"]


def test_nothing_to_say_prints_nothing(capsys):
    print_findings([])
    assert capsys.readouterr().out == ""

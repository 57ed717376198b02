"""A receipt is printed whatever characters a terminal can show, and no text in a file controls the terminal."""

import os
import subprocess
import sys

import pytest

from panjin_kpi.terminal import written_out

HEADER = "期间,地区,指标,本年累计,备注"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_every_file_is_kept_and_has_its_receipt_in_any_encoding(tmp_path, encoding):
    """Also the files after the one whose message the terminal cannot show."""
    files = []
    for number, district in enumerate(("盘山县", "大洼区", "双台子区"), start=1):
        files.append(tmp_path / f"progress-é㐀-{number}.csv")
        files[-1].write_text(f"{HEADER}\n2021-06,{district},活动,1,é㐀😀\n", encoding="utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text(f"{HEADER}\n2021-06,é㐀😀,活动,1,\n", encoding="utf-8")
    command = [sys.executable, "-m", "panjin_kpi", "submit", files[0], bad, *files[1:], "--table", "progress"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([*command, "--data", tmp_path / "data"], capture_output=True, env=environment, timeout=120)
    written = (done.stdout + done.stderr).decode(
        encoding if encoding != "ascii" else "utf-8"
    )  # click takes it for UTF-8
    assert done.returncode == 1
    assert "Traceback" not in written
    assert "Error" not in written
    assert written.count("2021-06-28") == 3, "each receipt says when it was due"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;x\x07", "<U+001B>]0;x<U+0007>"),
        ("甲\u202e乙\u2066丙", "甲<U+202E>乙<U+2066>丙"),
        ("大\u200b洼\ufeff区", "大<U+200B>洼<U+FEFF>区"),
        ("a\rb\x9bc\u2028d", "a<U+000D>b<U+009B>c<U+2028>d"),
        ("一 二　三\n四\t五", "一 二　三\n四\t五"),
        ("\udcff", "<U+DCFF>"),
    ],
)
def test_what_would_steer_a_terminal_is_written_out(text, shown):
    assert written_out(text) == shown


def test_a_warning_of_a_library_is_not_shown(finished, tmp_path):
    program = (
        "import sys, warnings\nfrom panjin_kpi.terminal import prepare_terminal\n"
        "prepare_terminal()\nwarnings.warn('Data Validation extension is not supported and will be removed')"
    )
    done = finished([sys.executable, "-c", program])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

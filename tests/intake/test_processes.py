"""The command on each database: from a file to the store and a snapshot, and in two processes at the same time."""

import re
import subprocess
import sys
from contextlib import ExitStack

import pytest
from typer.testing import CliRunner

from panjin_kpi.cli import app
from panjin_kpi.intake.storage.snapshot import current_snapshot
from panjin_kpi.intake.storage.store import Store

pytestmark = [pytest.mark.databases, pytest.mark.slow]
HEADER = "期间,地区,指标,本年累计"


def test_a_file_goes_all_the_way_into_the_store_and_a_snapshot(store_url, send, tmp_path):
    def call(*words: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, [*map(str, words), "--data", str(tmp_path), "--store", store_url])
        return result.exit_code, result.output

    good = send(HEADER, "2021-06,盘山县,创新创业活动,３", "2021-06,高新区,高企,1")
    assert call("submit", good, good, "--received", "2021-06-25")[0] == 0
    bad = send(HEADER, "2021-06,盘山县,高企,-1", name="progress.CSV")
    code, message = call("submit", bad)
    assert (code, "没有入库：progress.CSV" in message) == (1, True), message
    code, message = call("snapshot")
    assert (code, "指标月报 2 行，来自 1 件报送" in message) == (0, True), message
    assert current_snapshot(tmp_path / "snapshots").tables()["progress"]["value"].tolist() == [1, 3]


def test_two_commands_at_the_same_time_both_land_and_a_file_of_both_lands_once(store_url, send, running, tmp_path):
    def file(kind: str, number: int):
        period = f"2021-{number:02d}"
        district = {"one": "盘山县", "two": "大洼区", "both": "高新区"}[kind]
        return send(HEADER, f"{period},{district},活动,{number}", name=f"{kind}{number}.csv")

    def submit(kind: str):
        files = [path for number in range(1, 6) for path in (file(kind, number), file("both", number))]
        command = [sys.executable, "-m", "panjin_kpi", "submit", *files, "--table", "progress"]
        command += ["--data", tmp_path, "--store", store_url]
        return running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")

    outputs = []
    with ExitStack() as stack:
        for process in [stack.enter_context(submit("one")), stack.enter_context(submit("two"))]:
            out, err = process.communicate(timeout=120)
            assert (process.returncode, err) == (0, ""), out
            outputs.append(out)
    numbers = [int(number) for out in outputs for number in re.findall(r"已收：回执第(\d+)号", out)]
    assert sorted(numbers) == list(range(1, 16))
    assert sum(out.count("已收过：both") for out in outputs) == 5
    store = Store(store_url)
    rows = store.in_force("progress")
    assert rows.groupby("district")["value"].sum().to_dict() == {"panshan": 15, "dawa": 15, "gaoxin": 15}
    assert store.log()["submission"].tolist() == list(range(1, 16))
    assert sorted(store.log()["file"]) == sorted(
        f"{kind}{n}.csv" for kind in ("one", "two", "both") for n in range(1, 6)
    )

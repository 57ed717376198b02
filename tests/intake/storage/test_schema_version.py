"""The version decides whether a store can be used; changes by hand are reported, not repaired."""

import re
import sys

import pytest

from panjin_kpi.cli import main
from panjin_kpi.intake.storage.database import StoreFault
from panjin_kpi.intake.storage.schema_version import LATEST
from panjin_kpi.intake.storage.store import Store

pytestmark = pytest.mark.databases
GOOD = ("period,district,indicator,value", "2021-06,盘山县,活动,1")


def altered(store: Store, *statements: str) -> None:
    with store.writing.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_store_without_a_version_is_the_first_and_is_not_used_before_it_is_upgraded(version_1):
    with pytest.raises(StoreFault, match=re.escape(f"库是第1版，比程序用的第{LATEST}版旧。请运行 panjin-kpi upgrade")):
        Store(version_1())


@pytest.mark.parametrize("words", [["submit", "FILE"], ["check", "FILE"], ["snapshot"], ["backup", "DATA/new"],
                                   ["template", "--district", "盘山县", "--period", "2021-07", "--out", "DATA"],
                                   ["run", "--period", "2021-06"], ["diff", "2021-06-01", "2021-07-01"]])  # fmt: skip
def test_commands_that_use_the_store_refuse_it_in_one_sentence(version_1, send, words, tmp_path, monkeypatch, capsys):
    url, paths = version_1(), {"FILE": str(send(*GOOD)), "DATA": str(tmp_path)}
    words = [paths.get(word, word.replace("DATA", str(tmp_path))) for word in words]
    monkeypatch.setattr(sys, "argv", ["panjin-kpi", *words, "--store", url, "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capsys.readouterr().err
    assert (ended.value.code, err.count("错误：库是第1版"), err.count("\n")) == (1, 1, 1), err
    assert "panjin-kpi upgrade" in err


def test_a_newer_store_is_refused(store, store_url):
    altered(store, f"UPDATE panjin_kpi_version SET version_num = '{LATEST + 1}'")
    with pytest.raises(StoreFault, match=re.escape("库是更新的 panjin-kpi 建的。请升级 panjin-kpi 后再用")):
        Store(store_url)


def test_what_is_no_version_is_reported(store, store_url):
    altered(store, "UPDATE panjin_kpi_version SET version_num = 'ae1027a6acf'")
    with pytest.raises(StoreFault, match="认不出库的版本“ae1027a6acf”"):
        Store(store_url)


def test_a_dropped_table_is_not_made_again_and_odd_columns_are_named(store, store_url):
    altered(store, "DROP TABLE actions", "ALTER TABLE events ADD COLUMN more TEXT", "ALTER TABLE carriers DROP level")
    message = "库被改动过：没有 actions 表，carriers 表缺少 level 列，events 表多出 more 列。请用 panjin-kpi restore"
    for _ in range(2):
        with pytest.raises(StoreFault) as refused:
            Store(store_url)
        assert set(re.split("[：，。]", str(refused.value))) >= set(re.split("[：，。]", message)[:-1])

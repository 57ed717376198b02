"""From version 5's own bytes to the registers."""

import shutil
import sqlite3
from pathlib import Path

from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
from panjin_kpi.intake.storage.store import Store

VERSION_5 = Path(__file__).parents[1] / "files" / "version5.sqlite"


def test_a_store_of_version_5_keeps_its_rows_and_hashes_and_has_empty_registers(tmp_path):
    shutil.copyfile(VERSION_5, tmp_path / "store.sqlite")
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with sqlite3.connect(VERSION_5) as before:
        digests = before.execute("SELECT digest FROM submissions ORDER BY submission").fetchall()
    assert upgrade_store(url, tmp_path / "升级前.backup")[0] == 5
    store = Store(url)
    assert store.verify().findings == ()
    assert [(digest,) for digest in store.log()["digest"]] == digests
    assert store.in_force("actions")[["returned_reason", "meeting_id"]].isna().all(axis=None)
    assert [len(store.in_force(name)) for name in ("projects", "measures", "meetings")] == [0, 0, 0]
    assert 2 in store.in_force("progress")["value"].tolist()

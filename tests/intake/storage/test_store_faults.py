"""The server goes away in the middle of a submission."""

import pytest

from panjin_kpi.intake.storage import store as store_module
from panjin_kpi.intake.storage.database import StoreFault
from panjin_kpi.intake.storage.store import Store


def test_a_server_that_stops_within_a_submission_leaves_nothing_of_it_and_the_next_goes_through(
    postgresql, checked, monkeypatch
):
    with postgresql.schema() as url:
        store, records = Store(url), store_module.records
        store.submit(checked("2021-06,盘山县,活动,1,"))

        def stopped(*words):
            postgresql.stop()
            return records(*words)

        try:
            with monkeypatch.context() as patch:
                patch.setattr(store_module, "records", stopped)
                with pytest.raises(
                    StoreFault, match=r"^库 .* 连接断了。请等数据库服务器恢复后重新运行，已经入库的文件会认出来$"
                ):
                    store.submit(checked("2021-06,盘山县,活动,2,"))
        finally:
            postgresql.start()
        assert store.log()["submission"].tolist() == [1]
        assert store.submit(checked("2021-06,盘山县,活动,2,")).submission == 2
        assert store.verify().findings == ()

from panjin_kpi.intake.storage.receipt import Receipt


def test_a_receipt_says_what_was_kept_and_carries_the_check_code_of_the_chain():
    receipt = Receipt(
        7, "a.csv", "ab" * 32, {"progress": 2}, "2021-06-26", "2021-06-26T01:00:00+00:00", digest="cd" * 32
    )
    assert str(receipt) == (
        "已收：回执第7号　a.csv　指标月报 2 行　收到 2021-06-26　摘要 abababababab　校验码 cdcdcdcdcdcd"
    )

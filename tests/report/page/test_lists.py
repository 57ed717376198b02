from panjin_kpi.report.page.lists import LONGEST, list_extent


def test_a_list_that_just_fits_is_whole():
    assert list_extent(LONGEST, "holders") == f"（{LONGEST}条）"
    assert list_extent(LONGEST + 1, "holders") == f"（前{LONGEST}条，共{LONGEST + 1}条，其余见下载数据“在册企业名单”）"

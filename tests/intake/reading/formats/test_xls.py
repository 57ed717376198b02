import pytest

from panjin_kpi.intake.reading.formats.xls import read_xls

pytestmark = [pytest.mark.office, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def content(converted):
    return converted("xls")


def test_a_workbook_is_read_as_it_is_shown(content, as_it_is_shown):
    as_it_is_shown(read_xls(content))


@pytest.mark.parametrize("cut", [9, 513, 2000, -700])
def test_a_damaged_workbook_is_one_error(content, cut):
    with pytest.raises(ValueError, match="BIFF"):
        list(read_xls(content[:cut]))


def test_what_xlrd_has_to_say_reaches_nobody(content, capfd):
    list(read_xls(content))
    assert capfd.readouterr() == ("", "")

import pytest
from pydantic import ValidationError

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.reference.settings.base import Settings, Sourced


class Limit(Settings):
    days: Sourced[int]


@pytest.fixture
def load(tmp_path):
    def written(text, encoding="utf-8"):
        (tmp_path / "limit.yaml").write_bytes(text.encode(encoding))
        return Limit.load(tmp_path / "limit.yaml")

    return written


def test_a_value_comes_with_its_source(load):
    limit = load("days: {value: 30, source: assumption, note: 假定}")
    assert (limit.days.value, limit.days.source, limit.days.note) == (30, "assumption", "假定")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("days: {value: 三十, source: plan}", "days.value：.*'三十'"),
        ("days: {value: 30}", "days.source"),
        ("days: {value: 30, source: guess}", "days.source：.*'guess'"),
        ("day: {value: 30, source: plan}", "day：.*现值"),
        ("", "全文"),
    ],
)
def test_a_wrong_value_is_reported_with_its_position(load, text, message):
    with pytest.raises(ReferenceDataError, match=f"^limit.yaml 有误：.*{message}"):
        load(text)


@pytest.mark.parametrize(("text", "encoding"), [("days: {", "utf-8"), ("days: 三十", "gb18030")])
def test_what_cannot_be_read_is_reported(load, text, encoding):
    with pytest.raises(ReferenceDataError, match=r"^limit.yaml 无法读取："):
        load(text, encoding)


def test_settings_cannot_be_changed_while_running(load):
    with pytest.raises(ValidationError):
        load("days: {value: 30, source: plan}").days = 31


def test_a_long_value_is_shortened(load):
    with pytest.raises(ReferenceDataError) as caught:
        load("days: {value: " + "长" * 500 + ", source: plan}")
    assert len(str(caught.value)) < 200

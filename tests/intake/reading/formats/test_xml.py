import io
import tracemalloc
import zipfile
from xml.parsers.expat import ExpatError

import pytest

from panjin_kpi.intake.reading.formats.xml import ForbiddenXml, read_part, read_xml


class Seen:
    def __init__(self):
        self.all = []

    def start(self, name, attributes):
        self.all.append((name, attributes))

    def end(self, name):
        self.all.append(name)

    def text(self, data):
        self.all.append(f"“{data}”")


def seen(text):
    handler = Seen()
    read_xml(io.BytesIO(text if isinstance(text, bytes) else text.encode()), handler)
    return handler.all


def test_elements_come_without_prefix_and_texts_between_them():
    assert seen("<x:a xmlns:x='y' b='1'>1<c/>2</x:a>") == [
        ("a", {"xmlns:x": "y", "b": "1"}), "“1”", ("c", {}), "c", "“2”", "a",
    ]  # fmt: skip


def test_utf_16_is_read_too():
    assert seen("<a>文</a>".encode("utf-16"))[1] == "“文”"


@pytest.mark.parametrize("text", ["", "<a>", "<a></b>", "text", "<a>\x01</a>"])
def test_what_is_not_well_formed_is_an_error(text):
    with pytest.raises(ExpatError):
        seen(text)


def test_a_document_type_is_refused_before_any_entity_swells():
    bomb = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><a>&b;</a>"
    with pytest.raises(ForbiddenXml):
        seen(bomb)


def test_elements_that_a_handler_passes_over_take_no_memory():
    class Nothing(Seen):
        def start(self, name, attributes): ...
        def end(self, name): ...
        def text(self, data): ...

    stream = io.BytesIO(b"<a>" + b"<b/>" * 500_000 + b"</a>")
    tracemalloc.start()
    read_xml(stream, Nothing())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_part_is_found_whatever_the_case_of_its_name_and_one_that_is_missing_is_stated_plainly():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/Styles.xml", "<a/>")
        assert read_part(archive, "XL/styles.xml", Seen())
        assert not read_part(archive, "xl/other.xml", Seen())

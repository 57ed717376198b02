"""Five hundred corrupted workbooks: each gives findings or is accepted, none crashes the reader."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.forms.prefill import prefilled
from panjin_kpi.intake.forms.template import monthly_workbook
from tests.plan import PLAN

pytestmark = pytest.mark.mutation
SEEDS = range(500)
STRANGE = [
    "", "-1", "1e308", "NaN", "inf", "99999999999999999999", "0x10", "=1+1", "三", "２０２１", "2021-02-30",
    "1900-01-00", "-0", "合计", "<b>x</b>", "A" * 5000, "\u202e\u200b", "😀", "是", "44352.5", "1/0", "，", "２e３",
]  # fmt: skip


@pytest.fixture(scope="module")
def workbooks() -> list[dict[str, bytes]]:
    """Filled-in workbooks of a table each, beside one that is blank, as the parts of their archives."""
    plan = PLAN
    rows = prefilled(plan, "panshan", "2021-06", schemas.empty("progress"))
    rows["progress"]["value"] = 1
    rows |= {"enterprises": _enterprise()}
    made = []
    for tables in (["progress", "task_progress"], ["enterprises", "recognitions"]):
        target = io.BytesIO()
        monthly_workbook(plan, "panshan", "2021-06", rows, tables).save(target)
        made.append(parts_of(target.getvalue()))
    return made


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _enterprise():
    import pandas as pd

    values = ["91110000600037341L", "甲", "盘山县", "登记簿", "2015-01-05"]
    return pd.DataFrame(
        [dict(zip(["uscc", "name", "district", "district_basis", "registered_on"], values, strict=True))]
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def strange_words(chance: random.Random, parts: dict[str, bytes]) -> bytes:
    """Words of the workbook replaced by strange ones."""
    name = chance.choice([name for name in parts if re.fullmatch(r"xl/worksheets/sheet[23].xml", name)])
    text = parts[name].decode()
    words = re.findall(r"<t[^>]*>([^<]*)</t>", text)
    for word in chance.sample(words, min(len(words), chance.randint(1, 6))):
        other = chance.choice(STRANGE).replace("&", "&amp;").replace("<", "&lt;")
        text = text.replace(f">{word}<", f">{other}<", 1)
    return zipped(parts | {name: text.encode()})


def strange_cells(chance: random.Random, parts: dict[str, bytes]) -> bytes:
    """Numbers, types and addresses of cells replaced."""
    name = chance.choice([name for name in parts if name.startswith("xl/worksheets/sheet")])
    text = parts[name].decode()
    for _ in range(chance.randint(1, 8)):
        pattern, other = chance.choice(
            [
                (r"<v>[^<]*</v>", f"<v>{chance.choice(['', 'x', '-1', '1e400', '999999', 'NaN'])}</v>"),
                (r't="\w+"', f't="{chance.choice(["s", "n", "b", "e", "d", "str", "inlineStr"])}"'),
                (r'r="[A-Z]+[0-9]+"', f'r="{chance.choice(["A1", "ZZ9", "A999999", "XFD1", "", "1A"])}"'),
                (r"<row ", f'<row hidden="{chance.randint(0, 1)}" '),
                (r"</row>", ""),
                (r's="\d+"', 's="99999"'),
            ]
        )
        found = list(re.finditer(pattern, text))
        if found:
            spot = chance.choice(found)
            text = text[: spot.start()] + other + text[spot.end() :]
    return zipped(parts | {name: text.encode()})


def lost_parts(chance: random.Random, parts: dict[str, bytes]) -> bytes:
    """A part of the archive is missing, empty or another's."""
    name, other = chance.sample(sorted(parts), 2)
    return zipped(
        {k: v for k, v in parts.items() if k != name} | ({name: parts[other]} if chance.random() < 0.5 else {})
    )


def broken_bytes(chance: random.Random, parts: dict[str, bytes]) -> bytes:
    """Bytes flipped, cut off or repeated."""
    content = bytearray(zipped(parts))
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    cut = chance.randrange(len(content))
    return bytes(content[:cut]) if chance.random() < 0.3 else bytes(content)


MUTATIONS = (strange_words, strange_cells, lost_parts, broken_bytes)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_mutated_workbook_gives_findings_or_is_accepted(mutation, workbooks, plan, tmp_path: Path):
    path = tmp_path / "六月.xlsx"
    refused = 0
    for seed in SEEDS[MUTATIONS.index(mutation) :: len(MUTATIONS)]:
        chance = random.Random(seed)
        path.write_bytes(mutation(chance, chance.choice(workbooks)))
        checked = check_file(path, "", plan)
        assert checked.findings or checked.rows, seed
        assert all(finding.reason and finding.remedy for finding in checked.findings), seed
        refused += not checked.acceptable
    assert refused > 10, "the mutations do harm"


def test_a_workbook_itself_is_good(workbooks, plan, tmp_path):
    for parts in workbooks:
        (tmp_path / "a.xlsx").write_bytes(zipped(parts))
        assert check_file(tmp_path / "a.xlsx", "", plan).acceptable

"""Run ``check`` on many corrupted files: each has to be accepted or refused with Chinese findings, in time.

    PYTHONPATH=. python benchmarks/mutated_files.py KIND [FILES]

``KIND`` is xlsx, xls, ods or csv. xls and ods are made by LibreOffice from the workbook that the tests spoil. File and
seed of what failed are printed; the tests of every day (``tests/intake/test_mutated_workbooks.py``) take fewer.
"""

import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.forms.prefill import prefilled
from panjin_kpi.intake.forms.template import monthly_workbook
from panjin_kpi.reference.plan import Plan
from tests.intake.test_mutated_workbooks import MUTATIONS, STRANGE, lost_parts, parts_of, zipped

ENGLISH = re.compile(r"Traceback|Error\b|NoneType|codec|expected|invalid|not allowed")
CSV = (
    '期间,地区,指标,本年累计,备注,作废\n2021-06,盘山县,活动,3,"好,的",\n2021-06,大洼区,高企,２,,否\n',
    "地区,编号,指标,日期,名称,金额（万元）\n盘山县,E1,担保金额,2021-06-05,担保一笔,10\n盘山县,E2,活动,2021-06-06,活动,\n",
)
PIECES = [b",", b'"', b"\n", b"\r", b"\xef\xbb\xbf", b"9" * 400, b"\0", b"\x1b[2J", b"\xff\xfe", b"=1+1", b"-"]
ODS = [
    (
        r"<text:p>[^<]*</text:p>",
        "<text:p>{}</text:p>",
        ["-1", "1e308", "NaN", "三", "=1+1", "合计", "", "x" * 3000, "是"],
    ),
    (r'office:value="[^"]*"', 'office:value="{}"', ["", "x", "-1", "1e400", "999999", "NaN", "44352.5"]),
    (r'office:value-type="\w+"', 'office:value-type="{}"', ["float", "date", "string", "percentage", "time", "zz"]),
    (
        r'table:number-(?:columns|rows)-repeated="\d+"',
        'table:number-columns-repeated="{}"',
        ["0", "-1", "999999999", "x"],
    ),
    (r"</table:table-row>", "{}", [""]),
    (r'office:date-value="[^"]*"', 'office:date-value="{}"', ["2021-13-45T99:99"]),
]


def spoilt_csv(chance: random.Random, _: bytes) -> bytes:
    """Bytes of a CSV file replaced, in any encoding."""
    content = chance.choice(CSV).encode(chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        piece = chance.choice(
            [*PIECES, chance.choice(STRANGE).encode("utf-8", "replace"), bytes([chance.randrange(256)])]
        )
        content = content[:at] + piece + content[at + chance.randint(0, 4) :]
    return content


def spoilt_xls(chance: random.Random, content: bytes) -> bytes:
    """Bytes of the stream of records replaced, sometimes its end cut off."""
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at, size = 512 + chance.randrange(len(spoilt) - 600), chance.choice([1, 2, 4, 8])
        spoilt[at : at + size] = chance.choice([b"\0" * size, b"\xff" * size, chance.randbytes(size)])
    return bytes(spoilt[: chance.randrange(len(spoilt))] if chance.random() < 0.1 else spoilt)


def spoilt_ods(chance: random.Random, content: bytes) -> bytes:
    """Cells of the content replaced, or a part removed."""
    parts = parts_of(content)
    if chance.random() < 0.2:
        return lost_parts(chance, parts)
    text = parts["content.xml"].decode()
    for _ in range(chance.randint(1, 8)):
        pattern, form, values = chance.choice(ODS)
        if found := list(re.finditer(pattern, text)):
            spot = chance.choice(found)
            text = text[: spot.start()] + form.format(chance.choice(values)) + text[spot.end() :]
    return zipped(parts | {"content.xml": text.encode()})


def spoilt_xlsx(chance: random.Random, content: bytes) -> bytes:
    """One of the tests' mutations."""
    return chance.choice(MUTATIONS)(chance, parts_of(content))


def original(kind: str, folder: Path, plan: Plan) -> bytes:
    """A month's workbook of two tables in a format."""
    rows = prefilled(plan, "panshan", "2021-06", schemas.empty("progress"))
    rows["progress"]["value"] = 1
    path = folder / "original.xlsx"
    monthly_workbook(plan, "panshan", "2021-06", rows, ["progress", "task_progress"]).save(path)
    if kind in ("xls", "ods"):
        words = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind]
        subprocess.run([*words, "--outdir", folder, path], check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{kind}").read_bytes() if kind != "csv" else b""


def main(kind: str, files: int) -> int:
    """Check a number of files; return how many failed."""
    plan, spoil = Plan.load(), {"csv": spoilt_csv, "xls": spoilt_xls, "ods": spoilt_ods, "xlsx": spoilt_xlsx}[kind]
    refused = failed = 0
    longest, begun = 0.0, time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        path, content = Path(name) / f"mutated.{kind}", original(kind, Path(name), plan)
        for seed in range(files):
            path.write_bytes(spoil(random.Random(f"{kind} {seed}"), content))
            since = time.perf_counter()
            checked = check_file(path, "progress" if kind == "csv" else "", plan)
            longest = max(longest, time.perf_counter() - since)
            refused += not checked.acceptable
            words = " ".join(f"{found.reason}{found.remedy}" for found in checked.findings)
            if not (checked.findings or checked.rows) or ENGLISH.search(words):
                failed += 1
                print(f"failed: {kind}, seed {seed}: {words[:200]}")
    seconds = time.perf_counter() - begun
    print(f"{kind}: {files} files, {refused} refused, {failed} failed, {seconds:.0f} s, longest {longest:.1f} s")
    return failed


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000)))

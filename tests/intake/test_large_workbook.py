"""A sheet of 200,000 rows is checked within stated time and memory, in a process limited to these."""

import sys
import zipfile

import pytest

ROWS = 200_000
SECONDS = 240
BYTES = 6 * 2**30  # address space, of which much is only reserved
SHEET = "企业名录"
HEADER = ["统一社会信用代码", "企业名称", "归属地区", "归属依据", "注册日期"]
DRIVER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from pathlib import Path
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.reference.plan import Plan
checked = check_file(Path(sys.argv[1]), "", Plan.load())
print(checked.rows, len(checked.findings), checked.findings[0].reason if checked.findings else "")
"""


def write(path, rows):
    """A workbook by hand: a writer would take longer than the reader."""

    def line(number, cells):
        texts = "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for letter, cell in zip("ABCDE", cells, strict=True)
        )
        return f'<row r="{number}">{texts}</row>'

    good = ["91110000600037341L", "甲公司", "大洼区", "登记簿", "2015-01-05"]
    body = "".join(line(number, [f"X{number}", f"公司{number}", *good[2:]]) for number in range(2, rows + 2))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        '"/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{kind}'
        '/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets><sheet name="{SHEET}" sheetId="1"'
        ' r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{line(1, HEADER)}{body}'
        "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


@pytest.mark.mutation
@pytest.mark.timeout(2 * SECONDS)
def test_a_very_long_sheet_is_answered_in_bounded_time_and_memory(tmp_path, finished):
    pytest.importorskip("resource", reason="limits of memory are set on Linux only")
    write(tmp_path / "名录.xlsx", ROWS)
    done = finished([sys.executable, "-c", DRIVER, tmp_path / "名录.xlsx", BYTES], SECONDS)
    assert done.returncode == 0, done.stderr[-2000:]
    kept, findings, reason = done.stdout.split(maxsplit=2)
    assert (int(kept), int(findings)) == (ROWS, ROWS)
    assert reason.startswith("不符合 GB 32100-2015")

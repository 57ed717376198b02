"""Reading a submitted file; its content, not its name, decides the format."""

import re
from hashlib import sha256
from pathlib import Path

from panjin_kpi import schemas
from panjin_kpi.intake.findings import Finding, UnreadableFile
from panjin_kpi.intake.reading.csv_file import read_csv
from panjin_kpi.intake.reading.formats.text_file import WORKBOOKS, decoded, is_text
from panjin_kpi.intake.reading.normalise import key_headers
from panjin_kpi.intake.reading.table_layout import Contents
from panjin_kpi.intake.reading.workbook_file import SUFFIXES, read_workbook


def read_file(path: Path, table: str) -> Contents:
    """Read a CSV file of one ``table``, or a workbook whose sheets name their tables; raises ``UnreadableFile``."""
    if re.search(r"[\ud800-\udfff]", path.name):  # bytes of another encoding, as archives from Windows have them
        raise UnreadableFile(Finding(path.name, "文件名里有不能识别的字符", "请改名后重新报送"))
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    if content.startswith(WORKBOOKS) or (path.suffix.lower() in SUFFIXES and not is_text(content)):
        return read_workbook(path.name, content)._replace(sha256=digest)
    if table not in schemas.SUBMITTED:
        decoded(path.name, content)  # a file of another kind is refused first
        remedy = f"请把文件改名为{'、'.join(f'{known}.csv' for known in schemas.SUBMITTED)}之一，或用 --table 指明"
        kind = "这是文本文件，不是工作簿，" if path.suffix.lower() in SUFFIXES else ""
        raise UnreadableFile(Finding(path.name, f"{kind}从文件名看不出是哪张表", remedy))
    return Contents({table: read_csv(path.name, content, key_headers(table))}, sha256=digest)

"""Decoding a submitted text file: kind, encoding, byte order marks and padding."""

import codecs
import re

from panjin_kpi.intake.findings import Finding, UnreadableFile

WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # a ZIP archive, an OLE file
SIGNATURES = {b"%PDF": "PDF 文件", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"{\\rtf": "RTF 文档"}
SIGNATURES |= dict.fromkeys((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), "压缩包，里面的表格要先解压")
MARKUP = {
    re.compile(r"<(?:!doctype|html|head|meta|style|body|table)\b|mime-version:"): "网页（HTML）",
    re.compile(r"<\?xml\b|<workbook\b"): "XML 文件",
    re.compile(r"[\[{]\s*[\[{\"]"): "JSON 文件",
}
UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
AS_UTF_8 = "请另存为“CSV UTF-8”后重新报送"
AS_WORKBOOK = "请用 Excel 或 WPS 打开后另存为 xlsx，再重新报送"
_LEFT_OVER = "\0\x1a \t\r\n"  # a file from DOS ends with Ctrl-Z, a block of fixed length with NULs
_HANZI = re.compile("[\u3000-\u9fff\uff00-\uffef]")


def is_text(content: bytes) -> bool:
    r"""Whether bytes can be text: UTF-16, or without NUL except at the end.

    >>> is_text(b"a,b\x00"), is_text(b"a\x00b"), is_text(b"\xff\xfea\x00")
    (True, False, True)
    """
    return content.startswith(tuple(UTF_16)) or b"\0" not in content.rstrip(_LEFT_OVER.encode())


def decoded(name: str, content: bytes) -> str:
    r"""The text of a file in UTF-8, UTF-16 with a byte order mark, or GB18030, without marks and padding at its ends.

    >>> decoded("a.csv", "期间".encode("gbk")), decoded("a.csv", b"\xef\xbb\xbf\xef\xbb\xbfa\r\n\x1a")
    ('期间', 'a')

    Raises
    ------
    UnreadableFile
        The file is empty, of another kind, or in none or several of these encodings.
    """
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            raise _unreadable(name, f"这不是表格文件，而是{kind}", "请报送 xlsx 工作簿，或另存为 CSV（UTF-8）后报送")
    text = _text(name, content).lstrip("\ufeff").rstrip(_LEFT_OVER)
    if not text:
        raise _unreadable(name, "文件是空的", "请填写后重新报送")
    for beginning, kind in MARKUP.items():
        if beginning.match(text[:100].lstrip().lower()):
            raise _unreadable(name, f"这不是表格文件，而是{kind}", AS_WORKBOOK)
    return text


def _text(name: str, content: bytes) -> str:
    for mark, encoding in UTF_16.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise _unreadable(name, "UTF-16 编码的文件不完整", AS_UTF_8) from error
    if not is_text(content):
        raise _unreadable(name, "这不是 CSV 文件，内含二进制内容", "请另存为 CSV（UTF-8）后重新报送")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return _in_gb18030(name, content, error)
    if re.search("[\x80-\u07ff]", text) and not re.search("[\u0800-\U0010ffff]", text):
        _refuse_if_both(name, content)
    return text


def _refuse_if_both(name: str, content: bytes) -> None:
    """Refuse bytes that are valid in both encodings: a few Chinese characters in GBK are Greek or Arabic in UTF-8."""
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return
    raise _unreadable(name, "文件编码可能是 UTF-8，也可能是 GB18030，分不清", AS_UTF_8)


def _in_gb18030(name: str, content: bytes, not_utf_8: UnicodeDecodeError) -> str:
    """Decode as GB18030; first look for lines in UTF-8, which would decode to wrong characters."""
    lines = content.splitlines()  # no GB18030 character contains a line end
    if content.startswith(codecs.BOM_UTF8):
        raise _mixed(name, _line(content, not_utf_8.start))
    first = next(number for number, line in enumerate(lines, start=1) if not line.isascii())
    of_utf_8 = [number for number, line in enumerate(lines, start=1) if _is_utf_8(line)]
    if of_utf_8:
        raise _mixed(name, of_utf_8[0] if of_utf_8[0] > first else _line(content, not_utf_8.start))
    try:
        return content.decode("gb18030", "cp936_euro")
    except UnicodeDecodeError as error:
        reason = "文件编码无法识别，既不是 UTF-8 也不是 GB18030"
        raise _unreadable(name, reason, AS_UTF_8, _line(content, error.start)) from error


def _is_utf_8(line: bytes) -> bool:
    """Whether a line is Chinese in UTF-8; a single character may be a coincidence."""
    try:
        return not line.isascii() and len(_HANZI.findall(line.decode())) > 1
    except UnicodeDecodeError:
        return False


def _decode_euro_sign(error: UnicodeError) -> tuple[str, int]:
    """0x80 is the euro sign in Windows' GBK, and undefined in the standard."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error("cp936_euro", _decode_euro_sign)


def _line(content: bytes, position: int) -> int:
    return len((content[:position] + b".").splitlines())


def _mixed(name: str, line: int) -> UnreadableFile:
    return _unreadable(name, "这一行与前面的文字编码不同，UTF-8 和 GB18030 混在一起", AS_UTF_8, line)


def _unreadable(name: str, reason: str, remedy: str, line: int | None = None) -> UnreadableFile:
    return UnreadableFile(Finding(name, reason, remedy, row=line))

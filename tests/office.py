"""Fill in a workbook with LibreOffice itself; run by a Python that has ``uno``, with the requests as JSON in argv[1].

Requests: ``source``, ``target``, ``filter`` (LibreOffice's name of the format), and ``edits``, each
``[sheet, header, row, value]`` (a cell under a header; text, number or formula), ``["insert", sheet, row]`` or
``["locked", sheet, header, row]`` (is the cell protected?). Prints the answers as JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def column_of(sheet, header):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    texts = [
        sheet.getCellByPosition(column, 0).String.rstrip("*") for column in range(cursor.RangeAddress.EndColumn + 1)
    ]
    return texts.index(header)


def edit(document, wish):
    if wish[0] == "insert":
        document.Sheets.getByName(wish[1]).Rows.insertByIndex(wish[2] - 1, 1)
        return None
    if wish[0] == "locked":
        sheet = document.Sheets.getByName(wish[1])
        return sheet.getCellByPosition(column_of(sheet, wish[2]), wish[3] - 1).CellProtection.IsLocked
    name, header, row, value = wish
    sheet = document.Sheets.getByName(name)
    cell = sheet.getCellByPosition(column_of(sheet, header), row - 1)
    if isinstance(value, str) and value.startswith("="):
        cell.Formula = value
    elif isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value
    return None


def main():
    wishes = json.loads(sys.argv[1])
    profile = tempfile.mkdtemp()
    pipe = Path(profile).name
    command = ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}"]
    office = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"])
    try:
        context = connected(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        source, target = (Path(wishes[name]).resolve().as_uri() for name in ("source", "target"))
        document = desktop.loadComponentFromURL(source, "_blank", 0, properties(Hidden=True))
        answers = [edit(document, wish) for wish in wishes.get("edits", [])]
        saving = {"FilterName": wishes.get("filter", "Calc MS Excel 2007 XML")}
        document.storeToURL(target, properties(**saving))
        sys.stdout.write(json.dumps(answers))
        document.close(True)
        desktop.terminate()
    finally:
        try:
            office.wait(timeout=20)
        except subprocess.TimeoutExpired:
            office.kill()


main()

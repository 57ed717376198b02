"""A workbook as bytes that say nothing of when they were written."""

import zipfile
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

NO_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows


def sealed(book: Workbook, stamp: datetime) -> bytes:
    """The same bytes for the same workbook, whenever it is saved.

    Parameters
    ----------
    book : openpyxl.Workbook
        What is to be saved.
    stamp : datetime.datetime
        What it names as the time of its making, in universal time.

    Examples
    --------
    >>> first, second = (sealed(Workbook(), datetime(2021, 7, 1)) for _ in range(2))
    >>> first == second
    True
    """
    moment = stamp.replace(tzinfo=None)
    written, fixed = BytesIO(), BytesIO()
    book.save(written)
    book.properties.created = book.properties.modified = moment  # saving puts the clock there
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(fixed, "w") as archive:
        for name in made.namelist():
            content = tostring(book.properties.to_tree()) if name == ARC_CORE else made.read(name)
            archive.writestr(zipfile.ZipInfo(name, NO_DAY), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()

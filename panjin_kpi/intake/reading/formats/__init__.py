"""Workbooks in their formats (OOXML, OpenDocument, BIFF), each cell as it is shown."""

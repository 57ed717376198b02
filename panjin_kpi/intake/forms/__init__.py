"""The workbook that a unit receives to fill in."""

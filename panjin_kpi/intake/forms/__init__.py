"""The workbook that a unit is given to fill in."""

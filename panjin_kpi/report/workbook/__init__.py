"""All results of a run as one workbook for Excel and WPS."""

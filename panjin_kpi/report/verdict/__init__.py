"""The answer first: the box at the head of a report."""

from panjin_kpi.report.verdict.verdict import assessment, city, district

__all__ = ["assessment", "city", "district"]

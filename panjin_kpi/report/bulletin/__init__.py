"""What the monthly bulletin shows: who reported, what changed, what is open, who may be named."""

from panjin_kpi.report.bulletin import narrative, problems, tables, task_narrative

__all__ = ["narrative", "problems", "tables", "task_narrative"]

"""What the office publishes and follows up every month: timeliness, tasks, open matters, who may be commended."""

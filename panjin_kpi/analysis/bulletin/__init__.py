"""The office's monthly publications and follow-up: timeliness, tasks, action items, candidates for a notice."""

"""The office's registers: projects against those that the plan names, measures, meetings and their decisions."""

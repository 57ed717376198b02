"""Which enterprises meet the criteria of a tier, and what the others lack."""

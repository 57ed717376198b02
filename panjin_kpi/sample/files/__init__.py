"""The sample as files that a unit would submit, marked as fictitious."""

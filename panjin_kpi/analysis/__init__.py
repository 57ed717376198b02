"""Every figure of a report, as pure functions: DataFrames and a Plan in, DataFrames out."""

"""The index pages: one of a month, as the desk of the office, and one of all months."""

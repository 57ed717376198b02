"""Where the year's figures lead: year-end totals with their ranges, and what came of earlier ones."""

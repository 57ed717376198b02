"""The tiers that enterprises hold, since when, and their moves between tiers."""

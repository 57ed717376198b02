"""The page of definitions and rules of a month."""

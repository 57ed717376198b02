"""Two runs, or two days, side by side: which figures changed, and because of which submission."""

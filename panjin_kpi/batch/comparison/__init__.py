"""Two runs, or two days, side by side: which figures changed, and which submission changed them."""

"""Who holds which tier of the gradient, since when, and how enterprises move in it."""

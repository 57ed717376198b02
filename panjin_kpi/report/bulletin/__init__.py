"""What the monthly bulletin shows: who reported, what changed, what is open, who may be named."""

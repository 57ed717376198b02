"""What a district scores and why, its rank, and how firm that rank is."""

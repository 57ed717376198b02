"""Each district's score and its parts, its rank, and how stable that rank is."""

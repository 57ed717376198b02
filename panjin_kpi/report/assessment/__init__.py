"""Pages and parts of pages about scores: who leads, how firmly, why, and what next."""

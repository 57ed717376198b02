"""The append-only store, its backups, and the snapshots that the analysis reads."""

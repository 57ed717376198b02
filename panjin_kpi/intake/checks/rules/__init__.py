"""The rules for a sheet beyond its schema, one module per subject."""

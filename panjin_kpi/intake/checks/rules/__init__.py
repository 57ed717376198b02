"""What a sheet is held to beyond its schema, one module a subject."""

"""A submitted file, whatever its form, as tables of text and then of identifiers."""

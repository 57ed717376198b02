"""Reading a submitted file of any format into tables of text, and normalising those to identifiers."""

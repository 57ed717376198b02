"""What every page is made of: head, tables, style, glyphs, and the page around an executed notebook."""

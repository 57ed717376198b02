"""What is wrong with a file, table by table, and how that is shown: on the terminal, as CSV, in an annotated copy."""

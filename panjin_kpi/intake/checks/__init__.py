"""What is wrong with a file, table by table, and how it is told: on the terminal, in a CSV file, in an annotated copy."""

"""The checks of submitted files, and the output of findings: terminal, CSV file, annotated copy."""

"""Runs the notebooks over the results and writes the reports folder."""

import sys

# nbformat asks jsonschema whether a notebook is one. Where this package is there, jsonschema compiles a grammar of
# internationalised addresses as it is imported: three seconds in every command. No notebook has one to be checked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

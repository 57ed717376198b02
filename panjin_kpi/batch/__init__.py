"""Runs the notebooks over the results and writes the reports folder."""

import sys

# nbformat validates notebooks with jsonschema. If this package is installed, jsonschema compiles a grammar of
# internationalised addresses on import: three seconds in every command. No notebook has such an address to validate.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

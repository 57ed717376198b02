"""From a submitted file to an immutable snapshot: read, normalise, check, store, freeze."""

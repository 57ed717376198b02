"""From a submitted file to an immutable snapshot: reading, checks, storage; and the forms to fill in."""

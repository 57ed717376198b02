"""One report, made here, by several processes, or on several machines."""

"""What each foreign system calls things: one module per system, registered in :data:`sojourn.sources.dialect.DIALECTS`."""

"""Changes of rosters with their history, written together; for this room alone."""

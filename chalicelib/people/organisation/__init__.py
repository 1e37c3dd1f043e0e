"""How units and what is known of persons change, with their history; for this room alone."""

"""The items of the people table, apart from the store that reads and changes them; for this room alone."""

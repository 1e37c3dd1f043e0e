"""The handover lists of units, apart from the people they concern; for this room alone."""

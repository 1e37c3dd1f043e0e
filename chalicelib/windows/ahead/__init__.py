"""What is ahead at a counter: who is on duty there, and how many people are to be expected; for this room alone."""

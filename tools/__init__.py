"""Commands for people who work on the hall; nothing of it ships."""

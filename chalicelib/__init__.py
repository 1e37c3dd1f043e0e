"""The hall's rooms. Each room has one door, its ``__init__``; see docs/architecture.md."""

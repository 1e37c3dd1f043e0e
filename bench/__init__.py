"""What the hall costs, counted: run ``python -m bench`` (see docs/bench.md)."""

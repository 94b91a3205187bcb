"""Pages of rounds and applications."""

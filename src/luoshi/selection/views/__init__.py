"""Pages of kinds and calls."""

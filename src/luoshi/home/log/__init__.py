"""The operation log as its administrator reads it."""

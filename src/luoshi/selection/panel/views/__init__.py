"""Pages of the panel: the pool, one selection's panel, its draws, an expert's own."""

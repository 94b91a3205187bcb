"""Pages of meetings: the list, one meeting, its agenda, its resolutions."""

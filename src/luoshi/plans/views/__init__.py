"""Pages on which a plan is written by hand."""

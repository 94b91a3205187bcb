"""材料包: what is shown for an inspection or put into the archive, in the order of the plan or of somebody's list."""

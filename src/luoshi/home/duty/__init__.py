"""The duty page: the whole story of one duty, from the clause to the recognition."""

"""申报: one school's application in a selection, from the first word to the formal check."""

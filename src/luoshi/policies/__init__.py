"""1. The official text: documents, clauses, and a person's decision on what was read from them."""

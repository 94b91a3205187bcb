"""Pages over several stages: desk, matrix, task, school, clause and duty pages, search, the import wizard."""

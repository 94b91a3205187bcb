"""3. Who takes on what: duties and the work they stand for."""

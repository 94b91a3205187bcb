"""Pages of definitions, filings and figures."""

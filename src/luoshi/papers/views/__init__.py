"""Pages of papers: approvals, briefs, routes, delegations."""

"""Pages of notices: received, sent, rules, channels."""

"""The pages on which an officer makes, changes, tries and publishes a form. No code, no JSON, no JavaScript needed."""

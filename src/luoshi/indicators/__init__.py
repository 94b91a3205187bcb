"""Every number with its lineage: definitions, observations, roll-ups, alerts."""

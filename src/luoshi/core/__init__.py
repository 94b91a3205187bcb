"""Rules about numbers, texts and assignments: pure functions, no Django, no clock, no network, no processes."""

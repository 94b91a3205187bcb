"""2. The plan made from the text: areas, tasks, targets, packs."""

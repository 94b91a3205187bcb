"""预警: facts that reach what an office has set (`core.alerts`), kept as rows from their first day to their last.

models.py    rules in versions, alerts, what became of each
facts.py     what is so in one plan today, from the rows of earlier stages
keeping.py   facts and rules against what stands: by the tick, within a minute of an act that matters
actions.py   the look itself, the answer of who is concerned, the office's rules
queries.py   which alerts exist for whom
exporting.py the list as Excel and Word
"""

"""进展: what was done of what was planned, told by those who answer for it (glossary: ProgressUpdate, PeriodicReport).

states.py        what may be said of a milestone
models.py        updates, one row each; none is ever changed
queries.py       which there are for whom; which one stands for a milestone
noting.py        what the standing updates make of milestones and duties
mine.py          a person's milestones, the urgent first
actions/         saying, taking back, evidence behind it
sections.py      the tabs of 进展, for the apps that belong to it as well
"""

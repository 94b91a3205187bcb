"""调度会: what is late or stuck is brought to one table, and what is decided there becomes somebody's to do by a day.

states.py      a meeting, a resolution
models.py      meetings, who is invited, agenda, resolutions, files
agenda.py      what an agenda is made of: what is undone, late, stuck
queries.py     which there are for whom
minutes.py     the minutes as a Word file
following.py   posts that are left, organisations that merge
actions/       arranging, calling and holding, resolving
"""

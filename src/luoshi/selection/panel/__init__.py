"""评审组: the pool of experts, who must not judge what, and the draw that says who reads which application.

states.py      an expert in the pool, a draw
models.py      experts and where they worked, signed commitments, conflicts, seats, draws, what was given to whom
queries.py     which there are for whom; `assigned_to(actor)` is all that an expert has
checking.py    conflicts as they are today: `conflicts_now`, asked in the pool, at the draw, at reading and at saving
drawing.py     from seats and applications to the problem of `core.assignment`, and back
actions/       the pool, conflicts, the draw
"""

"""审定、公示、异议和公布: from the scoring that counts to results nobody can quietly change.

states.py      a public notice, an objection, a report of misconduct, with their moves
models.py      results as drawn up, changes by two persons, decisions, notices, objections, reports
listing.py     the list of results: its order, its digest, who moves up
actions/       drawing up, changing, deciding, showing, objecting, reporting, ending
queries.py     which there are for whom; what an objector said exists for nobody whom it is about
"""

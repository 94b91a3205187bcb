"""承接申报: the round in which schools choose tasks (glossary: UndertakingRound).

A city opens a `Round` over tasks of a plan; each invited school makes one `Application` with a `Wish` per ticked task;
it passes the school's own steps, the county and the city like every paper; the city judges row by row and confirms,
and what was accepted becomes duties.

    offering.py       the round and what it offers: tasks, organisations, extensions (`models` has both)
    applications.py   what schools send: applications, wishes, what was said row by row
    states.py         both workflows; the deadline is time, not a state (`Round.is_over`)
    offers.py         rows of the database as `core.rounds` takes them, and `missing`: hint and refusal alike
    asked.py          the data form behind each ticked row, and the facts of the profile that conditions look at
    sent.py           what a sending contains (`papers.Sending` keeps it) and what others read of it
    standing.py       how a round stands for the bureau, by row, task and school
    before_confirming.py   what is left before it can be confirmed: hint and refusal alike
    printed_list.py   the 一览表
    actions/          making, opening, extending (round); applications, wishes, deciding (school and steps);
                      judging, talking, confirming (bureau); moving (what they share); see docs/adr/0016
    views/            rounds, making, extending, overview, judging, confirming (bureau); applying,
                      application_acts (school and steps)
"""

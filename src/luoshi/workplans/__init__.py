"""实施方案: what a school is going to do, by when and by whom (glossary: Workplan).

One `Workplan` per school, plan and round; each Work of the school under the plan is one `WorkplanPart`, whatever number
of duties are joined in it. It passes the school's own steps, the county and the city like every paper; the city's last
consent files it. A filed one stays in force until its next version is filed.

    states.py         the workflow
    models.py         plan, parts, goals by year, milestones, money by year, names of sources
    completeness.py   `missing_to_submit`: hint and refusal alike
    parts.py          which works are parts, in whose words; years and targets
    asked.py          the data form behind each part
    snapshot.py       a workplan as it reads: what is sent, compared and frozen
    timetable.py      milestones between the grid and the database
    standing.py       what a workplan makes of its duties
    actions/          writing, timetable, sending, deciding, versions, settings
    views/            plan, parts, timetable, roadmap, deciding
"""

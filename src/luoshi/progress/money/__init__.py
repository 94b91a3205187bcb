"""资金使用: what arrived and was spent, by quarter, task and source (glossary: MoneyUse).

One `MoneyReport` per school, plan and quarter: its finance fills in the lines (on screen or in a workbook) and confirms
them in one act. The city closes a quarter for all and can open it again. What is planned stands in the filed workplan
and is typed nowhere else; rates are computed (`core.money`).

    states.py     a report: 填报中, 已确认
    lines.py      the lines of a report between the grid, the workbook and the database
    planned.py    what filed workplans plan, by work, source and year
    overview.py   sums by school, task, source, and what is missing
    actions/      writing, confirming, what the city sets
"""

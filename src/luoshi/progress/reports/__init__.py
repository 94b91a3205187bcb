"""月报、季报、半年报、年报: drafted from what was said of milestones, sent through steps, accepted or returned by row.

facts.py          what each work's row says by itself, and its numbers
content.py        a report as it reads: what is shown, sent and frozen
completeness.py   what is left before it can be sent: hint and refusal alike
stamps.py         whether the stamped page has come
overview.py       all schools of a period: who has sent, in time, accepted
joining.py        works that become one, posts that are left, schools that merge
"""

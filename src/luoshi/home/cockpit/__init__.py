"""驾驶舱: one plan as a city, a county or a school sees it today; every number opens to what it is made of.

scope.py    whose picture it is, and the rows it is made of, read once
figures.py  the five figures: value, by month, by school, forecast
heat.py     school × area: how far, and what is wrong
lists.py    what is red, who has not reported, the burden, what changed this week
week.py     领导一页纸: a week's page made from these, kept as it was
school.py   one school on one page, beside schools of its kind
"""

"""Official statistics by file: what 学年初报表, a student register or an export of the teacher system says of schools.

A file is read in the child (`core.lists`), its columns are told once and remembered; what is certain becomes figures
with their source, sheet and cell. They stand beside what registers and indicators hold; where the two differ both
stand, and a reason is asked of the school or the office.
"""

"""A school's own plan, Word or Excel, read into the draft of its workplan.

jobs       the worker reads the files in a child process (`luoshi.core.reading.workplans`)
sheet      what was read beside the draft: questions, steps, money, texts
forms      the answers of the person who checks it
taking     answers → rows of the draft
actions    applied in one act; what stands in the draft is overwritten only where a person says so
"""

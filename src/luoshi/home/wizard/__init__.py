"""The import wizard: from the dropped file to the loaded plan.

uploads    what was dropped or pasted, kept as files
document   the document as it stands, beside what was read
worklist   the findings: the one under work and the way through them
subjects   what a finding or a correction is about, and the form that fits it
difference what loading would do, in words
loading    the one act that loads
"""

"""Workbooks that people fill in and send back: cells read, tidied, and compared with what stands. Pure.

reading   the child's task: bytes in, sheets of texts out, hidden ones too
tidy      what people type (full-width digits, stray spaces, five ways to write a date) as one plain form
rows      the head of a table in the mess around it, and its rows with exact places
compare   what was given out, what stands now and what came back, field by field
"""

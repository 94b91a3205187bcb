"""Circulars, summaries and register lists from templates that an office may change in Word or Excel.

kinds      which reports there are, and what stands for one of them in addresses
values     everything a marker may stand for, looked up by name; the figures behind a report are printed figures
shipped    the templates the product begins with, declared and built by code
making     one report: which markers its template uses, their values, the filled file (the worker's part: `jobs`)
"""

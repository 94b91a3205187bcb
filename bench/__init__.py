"""Benchmarks: each prints what it measured beside its yardstick. `python -m bench` writes RESULTS.md.

A module here with a `run() -> list[Row]` is one benchmark. Figures are never asserted in tests.
"""

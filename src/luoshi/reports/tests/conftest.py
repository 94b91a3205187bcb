"""The site of the tests of indicators: Yichang with a plan, people, a register and definitions, made once a file."""

from luoshi.indicators.entry.tests.conftest import _django_db_helper, _taken_back, prepared, there

__all__ = ["_django_db_helper", "_taken_back", "prepared", "there"]

"""Departments named in workplans go along when they merge."""

from .joining import FOLLOWED

__all__ = ["FOLLOWED"]

"""Data forms: declarations of fields, values as typed and as stored, checks, conversion between versions. Pure."""

from .checking import is_asked, is_blank, problems_of, settle, total_words
from .converting import Changed, Loss, Step, changed, convert, undeclared
from .definition import read
from .lookup import lookup_in, words_of
from .model import KINDS, ROW, Check, Choice, Field, Form, Picked, Problem, Values
from .parsing import parse
from .projecting import SCALE, Cell, cells_of
from .shown import shown, typed
from .writing import to_data
from .wrong import BadValue

__all__ = [
    "KINDS",
    "ROW",
    "SCALE",
    "BadValue",
    "Cell",
    "Changed",
    "Check",
    "Choice",
    "Field",
    "Form",
    "Loss",
    "Picked",
    "Problem",
    "Step",
    "Values",
    "cells_of",
    "changed",
    "convert",
    "is_asked",
    "is_blank",
    "lookup_in",
    "parse",
    "problems_of",
    "read",
    "settle",
    "shown",
    "to_data",
    "total_words",
    "typed",
    "undeclared",
    "words_of",
]

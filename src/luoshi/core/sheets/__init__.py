"""An upper office's Excel or Word template: read, filled for one school, merged from all, and read back. Pure.

    model       what is known of a template, an answer and what comes back; all of it fit for JSON
    package     a zip rewritten part by part: what is not changed keeps its compressed bytes
    grid        cells of a sheet or of a Word table, as recognition sees them
    book, word  the two formats: XML to grids, and values into the XML again
    recognise   grid to tables (a row per school, free rows, fixed rows) and single fields
    filling     values into the template's own cells, for one school or for all
    back        a filled sheet read again, with the exact place of every fault
    written     templates and answers as JSON
    tasks       the same as tasks of the child process (`luoshi.common.sandbox.run_in_child`)

Nothing is guessed silently: what is not certain is a Finding with a proposal, and the caller may correct the template
(`dataclasses.replace`) before it is used.
"""

from .back import read_filled
from .filling import fill, merge
from .model import (
    ROW,
    Arrangement,
    Back,
    Certainty,
    Check,
    Column,
    Fault,
    FixedRow,
    Kind,
    Merged,
    SchoolAnswer,
    SchoolName,
    Shape,
    SingleField,
    Template,
    TemplateTable,
)
from .template import read_template

__all__ = [
    "ROW",
    "Arrangement",
    "Back",
    "Certainty",
    "Check",
    "Column",
    "Fault",
    "FixedRow",
    "Kind",
    "Merged",
    "SchoolAnswer",
    "SchoolName",
    "Shape",
    "SingleField",
    "Template",
    "TemplateTable",
    "fill",
    "merge",
    "read_filled",
    "read_template",
]

"""Workbooks that leave the site and come back (design, section 2, Excel).

    issue   write one: title, how to fill it, the rows with their hidden ids, a hidden signed sheet
    opened  read one that came back, in the child process; say whether it is ours and unchanged in what we signed

What a cell means and what is done with it belongs to the stage; `core.workbooks` has the tidy readers and `compare`.
"""

from .issue import SIGNED_SHEET, Field, Given, Workbook, given_row, written
from .opened import NotOurs, Returned, open_workbook, returned

__all__ = [
    "SIGNED_SHEET",
    "Field",
    "Given",
    "NotOurs",
    "Returned",
    "Workbook",
    "given_row",
    "open_workbook",
    "returned",
    "written",
]

"""Lists as offices and schools really keep them, read into the fields of a register. Pure.

opening    bytes → sheets of cells (.xlsx by its XML; .csv; tables of .docx), hostile files refused
tables     where the table is: titles and notes around it, heads of several rows, a second table below the first
columns    which column is which field, how certain that is, and why
rows       what each row is: an entry, a sum, a note, a heading between, a head printed again
cells      a cell as the canonical value of its field (`core.fields`), or a doubt with its proposal
doubles    rows that say the same again
reading    all of it: `read_list`, and the child's task

Nothing is dropped silently: each row that is left out stands in `Listed.dropped` with the reason, each cell that is
not certain is a `Doubt` with its text, its place and, where there is only one sensible answer, a proposal.
"""

from .model import Column, Doubt, Dropped, Listed, ListRow, Shape, Table, Wanted
from .reading import read_list

__all__ = ["Column", "Doubt", "Dropped", "ListRow", "Listed", "Shape", "Table", "Wanted", "read_list"]

"""Everything a marker may stand for.

facts      what a report is about, and the rows behind its counts, read once
offers     a value or a list under its name; the catalogue finds them by what a marker says
basics, figures, counts, registers   the offers themselves
collected  the values of the markers that a template uses
"""

from .catalogue import Catalogue
from .collected import Collected, collect
from .facts import Facts

__all__ = ["Catalogue", "Collected", "Facts", "collect"]

"""Templates of reports: an office's own Word or Excel file with plain markers, read and filled. Pure.

    {{全市 双师型教师占比 本期}}        a value in place of the marker, anywhere in a paragraph or a cell
    {{每一行：未报送的单位 期限}}        in a row of a table: the row is repeated for each item of the list

    markers   what a marker is, how names are compared, which are nearest to one that nobody knows
    reading   a file to its markers, their places, and what is wrong with them
    fetching  what of a template would act where a report is opened
    filling   values into the markers' places by patching the file's own XML (`core.sheets`, ADR 0021, ADR 0028)
    tasks     both as tasks of the child process

Nothing is computed in a template: a marker is a name, looked up in a list of names.
"""

from .filling import Filled, Listed, Put, Values, fill
from .markers import ROW, Marker, key_of, nearest
from .reading import Fault, Marked, Used, faults_of, read

__all__ = [
    "ROW",
    "Fault",
    "Filled",
    "Listed",
    "Marked",
    "Marker",
    "Put",
    "Used",
    "Values",
    "faults_of",
    "fill",
    "key_of",
    "nearest",
    "read",
]

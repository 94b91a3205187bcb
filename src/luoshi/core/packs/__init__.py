"""Packs: the site's and the plans' definitions as reviewable data (design.md §3).

parse_pack  bytes or text of a YAML file → Pack, never raises
check_pack  Pack → Problems with file, line, sentence and remedy
snapshot    Pack's values → {section: {key: {field: value}}}; pack_data is the way back
difference  last loaded, site now, new → what a load would do; applied does it
dump_pack   a pack's values → YAML text
"""

from .checks import check_pack
from .difference import KIND_WORDS, Difference, FieldDifference, Kind, ObjectDifference, applied, difference
from .export import dump_pack
from .pack import Pack, pack_kind
from .parsing import parse_pack
from .problems import Problem
from .snapshots import ALL_SCHOOLS, Snapshot, cell_key, pack_data, snapshot

__all__ = [
    "ALL_SCHOOLS",
    "KIND_WORDS",
    "Difference",
    "FieldDifference",
    "Kind",
    "ObjectDifference",
    "Pack",
    "Problem",
    "Snapshot",
    "applied",
    "cell_key",
    "check_pack",
    "difference",
    "dump_pack",
    "pack_data",
    "pack_kind",
    "parse_pack",
    "snapshot",
]

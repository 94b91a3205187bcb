"""The child's task, and a whole reading as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .asking import wanted_in
from .model import Listed
from .reading import read_list


def read_file(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """One file. options: as `asking.wanted_data` writes them, and `chosen` (digest → column → key of the field)."""
    name, data = files[0]
    chosen = {
        digest: {int(at): key for at, key in columns.items()}
        for digest, columns in options.get("chosen", {}).items()
    }
    return listed_data(read_list(options.get("shown_as") or name, data, list(wanted_in(options)), chosen))


def listed_data(listed: Listed) -> dict[str, Any]:
    return {
        "tables": [asdict(each) for each in listed.tables],
        "rows": [
            {
                "table": row.table,
                "number": row.number,
                "values": row.values,
                "twin": row.twin,
                "twin_at": row.twin_at,
                "doubts": [asdict(doubt) for doubt in row.doubts],
            }
            for row in listed.rows
        ],
        "dropped": [asdict(each) for each in listed.dropped],
        "remarks": listed.remarks,
        "totals": [asdict(each) for each in listed.totals],
    }

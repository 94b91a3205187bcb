"""Reading policy documents from outside: old formats converted, the rest done in a child process with limits."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .conversion import to_readable
from .sandbox import run_in_child

SECONDS = 120
_TASK = "luoshi.core.reading.reading.read_files"


def read_in_child(files: Sequence[tuple[str, bytes]], *, seconds: int = SECONDS) -> dict[str, Any]:
    """The reading of files (name, bytes) as one, as `luoshi read --json` prints it (design, section 5).

    Names must differ: places name the file. Raises Unreadable if one file cannot be read. No Django is needed.
    """
    converted = [to_readable(name, data) for name, data in files]
    options = {"names": [name for name, _ in converted], "shown_as": [name for name, _ in files]}
    with tempfile.TemporaryDirectory(prefix="luoshi-read-") as folder:
        paths = []
        for at, (_, data) in enumerate(converted):
            paths.append(Path(folder) / str(at))
            paths[-1].write_bytes(data)
        return run_in_child(_TASK, paths, options, seconds=seconds)

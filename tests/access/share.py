"""Which of all questions the everyday run asks: a fixed share of them, in which every route and every person has some.

The whole of it is asked by `make prove`. Which share it is hangs on names only, so that a failure repeats itself.
"""

import os
from zlib import crc32

LARGE = bool(os.environ.get("LUOSHI_PROVE"))


def is_asked(*names: str, one_in: int) -> bool:
    """Whether this question is among the one in so many."""
    return LARGE or crc32("/".join(names).encode()) % one_in == 0

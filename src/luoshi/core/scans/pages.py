"""Where the codes stand on a printed page, in millimetres from its upper left corner (`rendering/office.typ`)."""

from __future__ import annotations

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]  # upper left, upper right, lower right, lower left

MODULES, QUIET = 25, 4
SIZES = {False: (210.0, 297.0), True: (297.0, 210.0)}  # by landscape
SIDES = {"A": 22.0, "B": 20.0, "C": 20.0, "D": 18.0}  # with the quiet zone
FROM_SIDE, FROM_TOP, FROM_BOTTOM = 10.0, 6.0, 5.0


def place_of(corner: str) -> Quad:
    """The corners of the code itself, without its quiet zone."""
    width, height = SIZES[corner in "CD"]
    side = SIDES[corner]
    left, top = (
        (width - FROM_SIDE - side, FROM_TOP) if corner in "AC" else (FROM_SIDE, height - FROM_BOTTOM - side)
    )
    quiet = side * QUIET / (MODULES + 2 * QUIET)
    inner = side - 2 * quiet
    x, y = left + quiet, top + quiet
    return (x, y), (x + inner, y), (x + inner, y + inner), (x, y + inner)

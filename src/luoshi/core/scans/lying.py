"""How a page lies in a picture: the perspective that leads from millimetres on the page to pixels."""

from __future__ import annotations

from collections.abc import Sequence

from .pages import SIZES, Point, Quad, place_of

Plane = tuple[float, float, float, float, float, float, float, float]
Seen = tuple[str, Quad]  # the corner of the page at which a code stands, and where it was seen


def lie(seen: Sequence[Seen]) -> Plane:
    """From two codes the perspective that fits them best; from one how it is turned, moved and scaled."""
    return _fitting(seen) if len(seen) > 1 else _similar(*seen[0])


def edges(seen: Sequence[Seen]) -> Quad:
    """Where the corners of the page lie in the picture."""
    width, height = SIZES[seen[0][0] in "CD"]
    plane = lie(seen)
    first, second, third, fourth = (
        through(plane, point) for point in ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    )
    return first, second, third, fourth


def middle_of(corner: str, plane: Plane) -> Point:
    """Where the middle of a code lies in the picture."""
    (x0, y0), _, (x1, y1), _ = place_of(corner)
    return through(plane, ((x0 + x1) / 2, (y0 + y1) / 2))


def through(plane: Plane, point: Point) -> Point:
    a, b, c, d, e, f, g, h = plane
    x, y = point
    under = g * x + h * y + 1
    return (a * x + b * y + c) / under, (d * x + e * y + f) / under


def plane_between(pairs: Sequence[tuple[Point, Point]]) -> Plane:
    """The perspective that leads from the first point of each pair to the second, as well as it can."""
    rows: list[list[float]] = []
    wanted: list[float] = []
    for (x, y), (u, v) in pairs:
        rows += [[x, y, 1, 0, 0, 0, -x * u, -y * u], [0, 0, 0, x, y, 1, -x * v, -y * v]]
        wanted += [u, v]
    a, b, c, d, e, f, g, h = least_squares(rows, wanted)
    return a, b, c, d, e, f, g, h


def _fitting(seen: Sequence[Seen]) -> Plane:
    return plane_between(
        [
            (on_page, in_picture)
            for corner, quad in seen
            for on_page, in_picture in zip(place_of(corner), quad, strict=True)
        ]
    )


def _similar(corner: str, quad: Quad) -> Plane:
    (x0, y0), _, (x2, y2), _ = place_of(corner)
    (u0, v0), _, (u2, v2), _ = quad
    over = complex(u2 - u0, v2 - v0) / complex(x2 - x0, y2 - y0)
    shift = complex(u0, v0) - over * complex(x0, y0)
    return over.real, -over.imag, shift.real, over.imag, over.real, shift.imag, 0.0, 0.0


def least_squares(rows: Sequence[Sequence[float]], wanted: Sequence[float]) -> list[float]:
    """x with the least square error of rows · x = wanted, each column scaled so that the numbers stay alike."""
    columns = range(len(rows[0]))
    scales = [max(abs(row[column]) for row in rows) or 1.0 for column in columns]
    scaled = [[row[column] / scales[column] for column in columns] for row in rows]
    matrix = [
        [sum(row[first] * row[second] for row in scaled) for second in columns]
        + [sum(row[first] * value for row, value in zip(scaled, wanted, strict=True))]
        for first in columns
    ]
    return [value / scale for value, scale in zip(_eliminated(matrix), scales, strict=True)]


def _eliminated(matrix: list[list[float]]) -> list[float]:
    """Gauss and Jordan, with the largest pivot of each column; zeros where there is no answer."""
    size = len(matrix)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(matrix[row][at]))
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        top = matrix[at]
        if top[at] == 0:
            return [0.0] * size
        for row in range(size):
            if row != at and matrix[row][at]:
                factor = matrix[row][at] / top[at]
                matrix[row] = [value - factor * above for value, above in zip(matrix[row], top, strict=True)]
    return [matrix[at][-1] / matrix[at][at] for at in range(size)]

"""What the clause reader hands on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..findings import Finding
from ..structure import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line without markup; `number` is an automatic list number, not part of `text`."""

    text: str
    place: Place
    number: str = ""
    heading_level: int | None = None

    @property
    def printed(self) -> str:
        return f"{self.number} {self.text}".strip()


class Role(StrEnum):
    """What a line is that belongs to no clause."""

    TITLE = "title"
    ISSUER = "issuer"
    NUMBER = "number"
    DATE = "date"
    ADDRESSEES = "addressees"
    ANNEX = "annex"
    CAPTION = "caption"
    NOTE = "note"
    PAGE = "page"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class OtherLine:
    role: Role
    line: Line


class ClauseKind(StrEnum):
    PREAMBLE = "preamble"
    CLAUSE = "clause"
    ANNEX = "annex"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation the clause names as responsible; role is `lead`, `responsible` or `cooperating`."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A place of the same document that a clause points to; `target` is a clause id, None if not found."""

    text: str
    span: tuple[int, int]
    target: str | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered passage with its own text, the children's text left out.

    id       path of ordinals, unique within the reading: `c3.1`
    number   path as people cite it: 三（一）; empty for preamble, closing and unnumbered headings
    parent   id of the clause above, None at the top
    heading  the heading, on a line of its own or run in, empty if there is none
    text     everything printed under the number; begins with the heading
    lines    the printed lines it was made of
    starts   where in the text its lines begin, from the second on
    whole    its text before a run inside it (一是…；二是…) was taken apart; empty where there was none
    pieces   the stretches of `whole` that its text is made of
    within   the stretch of the `whole` of the clause above, for a part of a run
    """

    id: str
    number: str
    parent: str | None
    kind: ClauseKind
    heading: str
    text: str
    place: Place
    lines: tuple[Line, ...]
    units: tuple[Unit, ...] = ()
    references: tuple[Reference, ...] = ()
    starts: tuple[int, ...] = ()
    whole: str = ""
    pieces: tuple[tuple[int, int], ...] = ()
    within: tuple[int, int] | None = None

    def place_at(self, offset: int) -> Place:
        """Where the character at `offset` of the text is printed."""
        at = bisect_right(self.starts, offset)
        return self.lines[at].place if at else self.place

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "number": self.number or None,
            "parent": self.parent,
            "heading": self.heading,
            "text": self.text,
            "place": self.place.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex as the document lists it; number None when the only annex has none."""

    number: int | None
    title: str


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """The text side of one document. Unknown facts are empty or None, never guessed.

    date         ISO, to the day or the month as printed
    plan_period  first and last year of the plan, from title or text
    others       lines that belong to no clause (title, addressees, captions …)
    """

    name: str
    title: str
    issuer: str
    number: str
    date: str | None
    addressees: tuple[str, ...]
    annexes: tuple[Annex, ...]
    plan_period: tuple[int, int] | None
    clauses: tuple[Clause, ...]
    others: tuple[OtherLine, ...]
    findings: tuple[Finding, ...]

    def lines(self) -> Iterator[Line]:
        """Every line of the document once, clauses first."""
        for clause in self.clauses:
            yield from clause.lines
        for other in self.others:
            yield other.line

    def by_number(self, number: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.number == number), None)

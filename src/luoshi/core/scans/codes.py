"""What the QR code of a filed paper's page says: 29 capitals and digits, a code of 25 by 25 modules at level Q.

    LS1 SSSS PPPPPPPP NN C TTTTTTTTTTT   (without the spaces)

S the site, P the paper's short code, N the number of the page, C where on the page the code stands, T the tag that only
this site can make. There is no address and nothing secret in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: nobody misreads them
PREFIX = "LS1"
SITE, PAPER, PAGE, TAG = 4, 8, 2, 11
LENGTH = len(PREFIX) + SITE + PAPER + PAGE + 1 + TAG
MOST_PAGES = len(ALPHABET) ** PAGE - 1
CORNERS = "ABCD"  # A upper right, B lower left; C and D the same on a landscape page
MISREAD = str.maketrans("ILOU", "110V")


@dataclass(frozen=True, slots=True)
class PageCode:
    """One code as read; whether its tag is true, only the site can tell."""

    site: str
    paper: str
    page: int
    corner: str
    tag: str

    @property
    def signed(self) -> str:
        """What the tag is made of."""
        return f"{PREFIX}{self.site}{self.paper}{base32(self.page, PAGE)}{self.corner}"

    @property
    def landscape(self) -> bool:
        return self.corner in "CD"


def made(site: str, paper: str, page: int, corner: str, tag_of: Callable[[str], str]) -> str:
    """The text of a code. Raises ValueError for a page that has no number in it."""
    if not 0 < page <= MOST_PAGES:
        raise ValueError(f"a paper has 1 to {MOST_PAGES} pages")
    bare = PageCode(site, paper, page, corner, "")
    return bare.signed + tag_of(bare.signed)


def parsed(text: str) -> PageCode | None:
    """The parts of a code; None when it is not one of ours."""
    if len(text) != LENGTH or not text.startswith(PREFIX):
        return None
    at = len(PREFIX)
    site, paper = text[at : at + SITE], text[at + SITE : at + SITE + PAPER]
    number, corner, tag = text[-TAG - 1 - PAGE : -TAG - 1], text[-TAG - 1], text[-TAG:]
    if corner not in CORNERS or set(site + paper + number + tag) - set(ALPHABET):
        return None
    page = ALPHABET.index(number[0]) * len(ALPHABET) + ALPHABET.index(number[1])
    return PageCode(site, paper, page, corner, tag) if page else None


def base32(number: int, length: int) -> str:
    letters = ""
    for _ in range(length):
        number, last = divmod(number, len(ALPHABET))
        letters = ALPHABET[last] + letters
    return letters


def tag_from(digest: str) -> str:
    """The tag out of a hexadecimal digest: its first 55 bits."""
    return base32(int(digest[:14], 16) >> 1, TAG)


def shown(paper: str) -> str:
    """A short code as people read and type it: K7QF-93XM."""
    return f"{paper[:4]}-{paper[4:]}"


def typed(text: str) -> str:
    """What somebody typed for a short code, in its form here; look-alikes are taken for what they look like."""
    return "".join(text.upper().translate(MISREAD).replace("-", " ").replace("－", " ").split())

"""The codes of this site: made with its key, and told apart from changed and foreign ones."""

from __future__ import annotations

import hmac
import secrets

from luoshi.common import crypto
from luoshi.core.scans import codes
from luoshi.core.scans.codes import PageCode

CONTEXT = "filed-paper"


def new_code() -> str:
    """A short code for a new paper."""
    return "".join(secrets.choice(codes.ALPHABET) for _ in range(codes.PAPER))


def site_mark() -> str:
    """What marks the codes of this site; no secret, the same as long as the key is."""
    return codes.base32(int(crypto.blind_index("site", context=CONTEXT)[:10], 16) >> 20, codes.SITE)


def texts_of(paper: str, number: int, *, landscape: bool) -> tuple[str, str]:
    """The texts of the two codes of one page."""
    upper, lower = "CD" if landscape else "AB"
    mark = site_mark()
    return (
        codes.made(mark, paper, number, upper, _tag),
        codes.made(mark, paper, number, lower, _tag),
    )


def is_ours(code: PageCode) -> bool:
    return code.site == site_mark()


def is_true(code: PageCode) -> bool:
    """Whether this site printed it, exactly so."""
    return is_ours(code) and hmac.compare_digest(code.tag.encode(), _tag(code.signed).encode())


def _tag(signed: str) -> str:
    return codes.tag_from(crypto.blind_index(signed, context=CONTEXT))

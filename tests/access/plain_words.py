"""What stands at the head of a page and on its lines of work must be plain Chinese: no id, no code, no file name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

PARTS = re.compile(
    r"<title>.*?</title>|<ol class=\"breadcrumb\">.*?</ol>|<h[1-4]\b.*?</h[1-4]>|<ul class=\"panel desk\">.*?</ul>"
    r"|<ol class=\"timeline\">.*?</ol>|<ul class=\"messages\".*?</ul>",
    re.S,
)
SAID_BY_NOBODY = re.compile(r"<(svg|script|kbd|code|template)\b.*?</\1>", re.S)
TAG = re.compile(r"<[^>]*>")
MACHINE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*[A-Za-z_][A-Za-z0-9_.\-]*|[A-Za-z_]{1,}")
NAMES = re.compile(r"CNRY([0-9a-f]{10}(\.\w+)?)?")  # of the test world; a file that was sent goes by its name
PRINTED = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")  # the short code on a stamped paper
KNOWN = {"Excel", "Word", "PDF", "CSV", "OFD"}


def machine_words(page: str) -> Iterator[str]:
    """The words of a page's head and lines of work that no official would say; names of the test world are spared."""
    for part in PARTS.findall(SAID_BY_NOBODY.sub("", page)):
        words = PRINTED.sub("", NAMES.sub("", html.unescape(TAG.sub(" ", part))))
        yield from (word for word in MACHINE.findall(words) if word not in KNOWN)

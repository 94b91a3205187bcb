"""Personal numbers in free text: only enough of them is shown to be recognised (controls PD-02)."""

from __future__ import annotations

import re
import unicodedata

EDGE_LEFT, EDGE_RIGHT = r"(?<!\d)", r"(?!\d)"  # a letter beside it hides nothing: ID4205…, wx138…
_GAP = (
    r"[ \t\u3000\u00a0\-‐-―·.()（）\u200b-\u200f\u2060\ufeff]{1,2}"  # how tables and forms set numbers apart
)
_BETWEEN = rf"(?:{_GAP}|[/／_,，]|\r?\n)?"  # groups of digits
ID_NUMBER = re.compile(EDGE_LEFT + r"([1-9]\d{3})\d{10}(\d{3}[0-9Xx])" + EDGE_RIGHT)
# With gaps a row of figures looks alike: only what holds a birthday in its place is taken for a number of a person.
_BIRTHDAY = rf"((?:19|20)\d\d{_BETWEEN}(?:0[1-9]|1[0-2]){_BETWEEN}(?:0[1-9]|[12]\d|3[01]))"
ID_IN_GROUPS = re.compile(
    EDGE_LEFT + rf"([1-9]\d{{5}}){_BETWEEN}{_BIRTHDAY}{_BETWEEN}(\d{{3}}[0-9Xx])" + EDGE_RIGHT
)
ID_DIGIT_BY_DIGIT = re.compile(EDGE_LEFT + rf"[1-9](?:{_GAP}\d){{16}}{_GAP}[0-9Xx]" + EDGE_RIGHT)
ID_OVER_A_LINE = re.compile(EDGE_LEFT + r"[1-9]\d{0,16}\r?\n\d{0,16}[0-9Xx]" + EDGE_RIGHT)
_RUN = re.compile(EDGE_LEFT + r"(\d{4})\d{14,}(\d{4})" + EDGE_RIGHT)  # two numbers without a gap
_WIDE = re.compile(r"\d[\dＸｘ \t\u3000\u00a0‐-―·.()（）/／_-]{9,}")
_HALF = str.maketrans("Ｘｘ", "Xx")
BANK = re.compile(EDGE_LEFT + r"(\d{4})(?:[ -]?\d{4}){2,3}[ -]?(\d{1,4})" + EDGE_RIGHT)
MOBILE = re.compile(
    EDGE_LEFT
    + rf"(?:(?:\+?86|[0０])[ -]?)?[(（]?(1[3-9]\d)[)）]?{_BETWEEN}\d{{4}}{_BETWEEN}(\d{{4}})"
    + EDGE_RIGHT
)
MOBILE_DIGIT_BY_DIGIT = re.compile(EDGE_LEFT + rf"1{_GAP}[3-9](?:{_GAP}\d){{9}}" + EDGE_RIGHT)
DIGEST = re.compile(
    r"((?<![0-9a-f])[0-9a-f]{40,64}(?![0-9a-f]))"
)  # of a file: its digits are nobody's number
_NOT_A_SIGN = re.compile(r"[^0-9Xx]")


def mask_numbers(text: str) -> str:
    """Numbers of identity cards, mobile phones and bank cards as 4201**********1234, 138****5678, 6222****1234.

    Also where they are written in groups, digit by digit, over two lines or right beside letters.
    """
    return "".join(part if DIGEST.fullmatch(part) else _masked(part) for part in DIGEST.split(text))


def _masked(text: str) -> str:
    text = _RUN.sub(r"\1**********\2", _WIDE.sub(_at_half_width, text))
    text = ID_NUMBER.sub(r"\1**********\2", text)
    text = ID_IN_GROUPS.sub(lambda found: f"{found[1][:4]}**********{found[3]}", text)
    text = ID_DIGIT_BY_DIGIT.sub(_id_hidden, text)
    text = ID_OVER_A_LINE.sub(_id_hidden, text)
    text = MOBILE.sub(lambda found: f"{found[1]}****{found[2]}", text)
    text = MOBILE_DIGIT_BY_DIGIT.sub(_mobile_hidden, text)
    return BANK.sub(lambda found: f"{found[1]}****{found[0].replace(' ', '').replace('-', '')[-4:]}", text)


def _at_half_width(found: re.Match[str]) -> str:
    """Digits of other scripts and widths as people's numbers are compared and searched for."""
    if found[0].isascii():
        return found[0]
    text = found[0].translate(_HALF)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def holds_id_number(text: str) -> bool:
    """Whether the number of an identity card, with a birthday in its place, stands in the text in any dress."""
    text = _WIDE.sub(_at_half_width, text)
    spread = (found for shape in (ID_DIGIT_BY_DIGIT, ID_OVER_A_LINE) for found in shape.finditer(text))
    return bool(ID_IN_GROUPS.search(text)) or any(_id_hidden(found) != found[0] for found in spread)


def _id_hidden(found: re.Match[str]) -> str:
    signs = _NOT_A_SIGN.sub("", found[0])
    whole = len(signs) == 18 and re.match(_BIRTHDAY, signs[6:])
    return f"{signs[:4]}**********{signs[-4:]}" if whole else found[0]


def _mobile_hidden(found: re.Match[str]) -> str:
    signs = _NOT_A_SIGN.sub("", found[0])
    return f"{signs[:3]}****{signs[-4:]}"

"""Personal numbers in free text: only enough of them is shown to be recognised (controls PD-02)."""

from __future__ import annotations

import re

EDGE_LEFT, EDGE_RIGHT = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
ID_NUMBER = re.compile(EDGE_LEFT + r"([1-9]\d{3})\d{10}(\d{3}[0-9Xx])" + EDGE_RIGHT)
BANK = re.compile(EDGE_LEFT + r"(\d{4})(?:[ -]?\d{4}){2,3}[ -]?(\d{1,4})" + EDGE_RIGHT)
MOBILE = re.compile(EDGE_LEFT + r"(?:(\+?86)[ -]?)?(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})" + EDGE_RIGHT)


def mask_numbers(text: str) -> str:
    """Numbers of identity cards, mobile phones and bank cards as 4201**********1234, 138****5678, 6222****1234."""
    text = ID_NUMBER.sub(r"\1**********\2", text)
    text = MOBILE.sub(lambda found: f"{found[2]}****{found[3]}", text)
    return BANK.sub(lambda found: f"{found[1]}****{found[0].replace(' ', '').replace('-', '')[-4:]}", text)

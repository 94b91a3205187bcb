"""The level at which a thing must be recognised: 校级, 市级及以上, 国家级."""

from __future__ import annotations

import re

_LEVEL = re.compile(
    r"(?P<own>[校院])级(?!联)|(?P<county>[县区](?:\(市\)|\(市、区\)|市区)?)级|(?P<city>地?市|州)级|(?P<province>省(?:部)?|自治区|厅)级"
    r"|(?P<national>国家)级|(?P<wide>全国性|国际)"
)
_ABOVE = re.compile(r"(?:及|或|和)?(?:其)?以上")
_NAMES = {"own": "校", "county": "县", "city": "市", "province": "省", "national": "国家", "wide": "国家"}


def find_level(text: str) -> tuple[str | None, bool]:
    """First level named in a phrase and whether it reads "and above". 全国性 counts as 国家."""
    for found in _LEVEL.finditer(text):
        if found["wide"] == "国际":
            continue
        return _NAMES[found.lastgroup or ""], _ABOVE.match(text, found.end()) is not None
    return None, False


def strip_level(text: str) -> str:
    """The phrase without a level at its head: 市级及以上X is X."""
    found = _LEVEL.match(text)
    if found is None or found["wide"]:
        return text
    above = _ABOVE.match(text, found.end())
    return text[above.end() if above else found.end() :] or text

"""What makes two typed texts the same: for telling entries apart, not for showing.

Left out is what a reader does not see or does not take for a difference: blanks, width, capitals, signs without a
picture (format signs, joiners, variation selectors, fillers that are drawn empty). Marks above and below letters stay:
in some scripts they are half of a name. An ID number is its eighteen signs, however they were set apart.
"""

from __future__ import annotations

import re
import unicodedata

# drawn as nothing though they are letters, marks or symbols: joiner of graphemes, Hangul and Khmer fillers, Mongolian
# and other variation selectors, the empty Braille pattern
_EMPTY = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_CROSSES = str.maketrans(dict.fromkeys("×✕✖╳⨯ΧХ", "X"))  # typed for the last X of an ID number
_DOTS = re.compile(
    "[·•‧∙⋅・｡。.\u0387\u16eb\u30fb]"
)  # between the parts of a name, or to set its signs apart
_REMARK = re.compile(r"\([^()]*\)$")  # 张三（副校长）
_ID_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
_OTHER_PAPER = re.compile(r"[A-Z]{1,3}\d{6,12}[A-Z\d()]{0,3}", re.ASCII)


def alike(text: str) -> str:
    """The text by which it is compared: two that give the same are the same."""
    plain = _EMPTY.sub("", unicodedata.normalize("NFKC", _EMPTY.sub("", text))).upper()
    plain = "".join(
        each for each in plain if unicodedata.category(each) not in ("Cc", "Cf") and not each.isspace()
    )
    return _id_number(plain) or plain


def known_as(name: str) -> str:
    """The name of a person by which he is compared: 张 三, 张·三 and 张三（副校长） are 张三; whole where nothing else
    would be left of it.
    """
    plain = alike(name)
    bare = _DOTS.sub("", _REMARK.sub("", plain))
    return bare or plain


def is_other_paper(text: str) -> bool:
    """Whether it looks like the number of a passport or of another paper with letters before its digits."""
    return bool(_OTHER_PAPER.fullmatch(alike(text)))


def _id_number(plain: str) -> str:
    """The eighteen signs, where beside them there is nothing but dots, dashes and the like."""
    kept = [each for each in plain.translate(_CROSSES) if unicodedata.category(each)[0] not in "PSZ"]
    number = "".join(kept)
    return number if _ID_NUMBER.fullmatch(number) else ""

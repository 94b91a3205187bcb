"""Facts that lines of an official document state: document number, date, issuer, addressees, plan period."""

from __future__ import annotations

import re

from .lines import closed_up, is_sentence
from .numbering import han_value

_NUMBER = re.compile(
    r"(?P<body>[一-鿿]{1,14})\s*[〔\[［（(【]\s*(?P<year>(?:19|20)\d{2})\s*[〕\]］）)】]\s*第?\s*(?P<n>\d{1,5})\s*号"
)
_YEAR = r"(?P<y>(?:19|20)\d{2}|[一二][〇○零Ｏo0O九一二三四五六七八]{3})"
_PART = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"[（(]?\s*{_YEAR}\s*(?:年|[-/.])\s*(?P<m>{_PART})\s*(?:月|[-/.])?\s*(?:(?P<d>{_PART})\s*日?)?\s*(?:印发|发布)?\s*[）)]?"
)
_ORGANISATION = re.compile(
    r"[一-鿿A-Za-z×＊*（）()·\s、,，]{1,60}(?:局|厅|部|委|委员会|政府|办公室|办公厅|学校|学院|大学|中心|公司|党组|党委|党工委|"
    r"处|科|研究院|协会|学会|领导小组|集团|中专|职高|司|署|院|馆|小学|中学)"
    r"(?:等[一二三四五六七八九十\d]{1,3}个?(?:部门|单位))?(?:文件)?"
)
_PERIOD = re.compile(r"(?P<from>20\d{2})\s*年?\s*[—–－\-~～至到]{1,2}\s*(?P<to>20\d{2})\s*年?")
_FIVE_YEARS = re.compile(r"[“\"]?(?P<n>十[一二三四五六七八九]|二十)五[”\"]?")
_PLAN_WORD = re.compile(r"规划|计划|方案|意见|行动")
_AND_OTHERS = re.compile(r"(?:等[一二三四五六七八九十\d]{1,3}个?(?:部门|单位))?(?:文件)?$")
_IMPRINT = re.compile(r"(?:19|20)\d{2}\s*年.{2,8}日\s*(?:印发|印制|发布)$")
_ISSUED_BY = re.compile(r"(?P<names>.{3,40}?)(?:等.{1,3}(?:部门|单位))?(?:关于|(?:19|20)\d{2})")
_GREETED = re.compile(r"各|局|厅|政府|学校|学院|中专|大学|单位|部门|处|科|委|中心|公司|县|市|区")


def document_number(text: str) -> str | None:
    """「X教发〔2021〕5号」 of a line that holds nothing else but perhaps a signer, with proper brackets."""
    match = _NUMBER.fullmatch(closed_up(re.sub(r"\s*签发人.*$", "", text)))
    if match is None:
        return None
    return f"{match['body']}〔{match['year']}〕{int(match['n'])}号"


def date_of(text: str) -> str | None:
    """ISO date of a line that is nothing but a date: 2021年3月1日, 二〇二一年三月一日, （2021-03-01）."""
    match = _DATE.fullmatch(closed_up(text))
    if match is None:
        return None
    month = han_value(match["m"])
    if not 1 <= month <= 12:
        return None
    year = "".join(
        str(han_value(sign)) if sign in "一二三四五六七八九" else _digit(sign) for sign in match["y"]
    )
    day = han_value(match["d"]) if match["d"] else 0
    if day > 31:
        return None
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _digit(sign: str) -> str:
    return sign if sign.isascii() and sign.isdecimal() else "0"


def is_imprint(text: str) -> bool:
    """The last line of a circular: 「市教育局办公室 2021年3月1日印发」."""
    return bool(_IMPRINT.search(text.strip()))


def is_organisation(text: str) -> bool:
    """A line that is only the name of one or several issuers."""
    plain = text.strip()
    return len(plain) <= 60 and not plain.startswith("关于") and bool(_ORGANISATION.fullmatch(plain))


def organisation_names(text: str) -> list[str]:
    """The issuers of such a line; 文件 and 等五部门 left off, letters set apart (教 育 局) closed up."""
    plain = _AND_OTHERS.sub("", text.strip())
    names: list[str] = []
    for part in re.split(r"[、,，]", plain):
        words = part.split()
        apart = all(len(word) > 2 and is_organisation(word) for word in words)
        names += words if apart else [closed_up(part)]
    return [name for name in names if name]


def issuers_in_title(title: str) -> list[str]:
    """The issuers a title begins with: 「临江市教育局等三部门关于……的意见」."""
    match = _ISSUED_BY.match(title)
    names = organisation_names(match["names"]) if match else []
    return names if all(is_organisation(name) for name in names) else []


def addressees_of(text: str) -> list[str] | None:
    """The addressees of a line like 「各县市教育局、各中职学校：」, None if it is no such line."""
    plain = text.strip()
    if not plain.endswith(("：", ":")) or "。" in plain or len(plain) > 300 or not _GREETED.search(plain):
        return None
    return [closed_up(part) for part in re.split(r"[、，,；;]", plain[:-1]) if part.strip()]


def plan_period(title: str, texts: list[str]) -> tuple[int, int] | None:
    """First and last year: from the title, else from the first plan the text names with its years."""
    for text in [title, *texts]:
        found = _period_in(text, anywhere=text is title)
        if found:
            return found
    return None


def _period_in(text: str, *, anywhere: bool) -> tuple[int, int] | None:
    for match in _PERIOD.finditer(text):
        first, last = int(match["from"]), int(match["to"])
        named = _PLAN_WORD.search(text[max(0, match.start() - 12) : match.end() + 12])
        if first < last <= first + 20 and (anywhere or named):
            return first, last
    five = _FIVE_YEARS.search(text) if anywhere else None
    if five:
        first = 2021 + 5 * (han_value(five["n"]) - 14)
        return first, first + 4
    return None


def is_title_like(text: str) -> bool:
    """Short, no sentence: a title, a caption, a heading."""
    return not is_sentence(text) and not text.endswith(("，", "、", "：", ":"))

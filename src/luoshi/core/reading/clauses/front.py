"""The head of a document: issuer, number, title, date and addressees before the first running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..structure import Table
from . import facts
from .lines import BULLETED, closed_up, is_contents_line
from .model import Line, OtherLine, Role
from .numbering import find_marker

_LONGEST_HEAD = 14  # lines; a head is never longer, a list without numbers is no head
_MOST_TITLE_LINES = 4
_WHOLE = re.compile(
    r"(?:意见|通知|方案|办法|计划|规划|细则|规定|决定|要点|标准|条例|章程|规程|指南|公告|通告|报告|函|纲要|措施|一览表|清单|表|总结|汇报|讲话|发言|通报|简报|年报|要点|公约|协议|责任书)"
    r"(?:[（(][^（）()]*[）)])*$"
)
_STAMPS = ("特急", "加急", "急件", "公开", "秘密", "内部资料", "附件", "附表")


@dataclass(slots=True)
class Head:
    """What the head says; `length` is the number of items it takes."""

    title_lines: list[str] = field(default_factory=list)
    issuers: list[str] = field(default_factory=list)
    number: str = ""
    date: str | None = None
    addressees: list[str] = field(default_factory=list)
    others: list[OtherLine] = field(default_factory=list)

    @property
    def title(self) -> str:
        return closed_up("".join(self.title_lines))


def read_head(items: list[Line | Table]) -> Head:
    """The leading lines that are no running text, up to a clause, sentence or table or past the addressees."""
    head = Head()
    for item in items[:_LONGEST_HEAD]:
        if isinstance(item, Table) or _begins_text(item.printed):
            break
        role = _role(item, head)
        if role is None:
            break
        head.others.append(OtherLine(role, item))
        if role is Role.ADDRESSEES:
            break
    return head


def _begins_text(text: str) -> bool:
    banner = text.startswith("【") and text.endswith("】")
    return banner or bool(find_marker(text) or BULLETED.match(text)) or is_contents_line(text)


def _role(line: Line, head: Head) -> Role | None:
    """What the line is, noted in the head; None where the head is over."""
    text = line.printed
    number = facts.document_number(text)
    date = facts.date_of(text)
    greeted = facts.addressees_of(text)
    if number:
        head.number = head.number or number
        return Role.NUMBER
    if date:
        head.date = date
        return Role.DATE
    if greeted:
        head.addressees = greeted
        return Role.ADDRESSEES
    if facts.is_organisation(text) and (not head.title_lines or _WHOLE.search(head.title)):
        head.issuers += facts.organisation_names(text)
        return Role.ISSUER
    if text.startswith(_STAMPS) and not head.title_lines:
        return Role.NOTE
    if facts.is_title_like(text) and not _title_is_whole(head, text):
        head.title_lines.append(text)
        return Role.TITLE
    return None


def _title_is_whole(head: Head, text: str) -> bool:
    """A title ends with the kind of document; only a bracket such as （试行） may follow it."""
    if len(head.title_lines) >= _MOST_TITLE_LINES:
        return True
    return bool(_WHOLE.search(head.title)) and text[0] not in "（(—"

"""What comes of a kind before anybody applies: its certificate and its 公布文件, with values nobody takes for real."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.rendering.pdf import Printed, code_picture, typeset
from luoshi.core.selection import Rules, read_rules
from luoshi.core.selection.wording import SHIPPED, said, shipped_notice
from luoshi.selection.models import Kind
from luoshi.selection.own_words import words_of

from .actions.holding import last_day
from .announcing import Said, annex_with, notice_docx
from .certifying import level_beside
from .holding_people import is_of_people
from .printing import TEMPLATE, day_words, validity_words, words_with
from .queries import printer_of

SAMPLE = "样张"
SCHOOL, NAME, TITLE = "示例学校", "示例姓名", "示例项目"
PAPER = "（样张）〔2000〕0号"
CODE = "样张没有查验码"


def selection_of(kind: Kind) -> str:
    return f"{clock.today().year}年{kind.title}遴选（样张）"


def _levels(rules: Rules) -> list[str]:
    return [level.title for level in rules.levels] or [""]


def certificate_of(kind: Kind) -> Printed:
    """Across it stands that it is one. Raises Unreadable in words when the typesetter fails."""
    rules, today = read_rules(kind.rules), clock.today()
    level = level_beside(kind.title, _levels(rules)[0])
    honour = f"{kind.title}（{level}）" if level else kind.title
    holder = f"{NAME}（{SCHOOL}）" if is_of_people(rules) else SCHOOL
    names = {"项目": TITLE, "单位": SCHOOL, "称号": honour, "遴选": selection_of(kind)}
    address = f"{settings.BASE_URL}{reverse('verify')}"
    return typeset(
        TEMPLATE.read_bytes(),
        {
            "holder": holder,
            "title": TITLE,
            "honour": honour,
            **words_with(rules, names),
            "sample": SAMPLE,
            "issuer": kind.organisation.name,
            "date": day_words(today),
            "number": PAPER,
            "code": CODE,
            "address": address,
            "validity": validity_words(today, last_day(today, rules.valid_months)),
            "picture": code_picture(address),
        },
    )


def notice_of(kind: Kind) -> bytes:
    """A line of the list for each level."""
    rules, selection = read_rules(kind.rules), selection_of(kind)
    told = [
        (f"{TITLE}{number}", f"{NAME}{number}", f"{SCHOOL}{number}", level)
        for number, level in enumerate(_levels(rules), 1)
    ]
    names = {"遴选": selection}
    title = said(rules.wording.title, SHIPPED.title, names)
    words = said(rules.wording.notice, shipped_notice(words_of(kind.organisation).told), names)
    office = kind.organisation
    paper = Said(office.name, PAPER, title, words, clock.today(), printer_of(office))
    return notice_docx(selection, annex_with(rules, told), paper)

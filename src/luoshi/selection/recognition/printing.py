"""The certificate as a PDF: what it says stands in its rows for ever, so that it is printed when it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from luoshi.common.rendering.pdf import Printed, code_picture, typeset
from luoshi.core.selection import Rules, read_rules
from luoshi.core.selection.wording import SHIPPED, said

from .certifying import address_of, in_groups
from .holding_people import is_of_people
from .models import Award, Certificate

TEMPLATE = Path(__file__).with_name("certificate.typ")


def day_words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def words_with(rules: Rules, names: Mapping[str, str]) -> dict[str, str]:
    """What stands before and after the honour, as the rules say."""
    return {
        "before": said(rules.wording.certificate, SHIPPED.certificate, names),
        "after": said(rules.wording.closing, SHIPPED.closing, names),
    }


def words_of(award: Award) -> dict[str, str]:
    """By the rules of its call, which never change."""
    rules = read_rules(award.call.rules)
    unit = award.organisation.name if is_of_people(rules) else award.holder
    names = {"项目": award.title, "单位": unit, "称号": award.full_honour, "遴选": award.call.title}
    return words_with(rules, names)


def validity_words(since: dt.date, until: dt.date | None) -> str:
    return f"有 效 期：{day_words(since)}至{day_words(until) if until else '长期'}"


def print_certificate(certificate: Certificate) -> Printed:
    """Raises Unreadable in words when the typesetter fails."""
    award, address = certificate.award, address_of(certificate.code)
    return typeset(
        TEMPLATE.read_bytes(),
        {
            "holder": award.holder,
            "title": award.title,
            "honour": award.full_honour,
            **words_of(award),
            "sample": "样本" if settings.LUOSHI_MODE == "demo" else "",
            "issuer": award.issuer.name,
            "date": day_words(certificate.since),
            "number": award.number,
            "code": in_groups(certificate.code),
            "address": address,
            "validity": validity_words(certificate.since, certificate.valid_until),
            "picture": code_picture(address),
        },
    )

"""Amounts and rates in templates."""

from __future__ import annotations

from decimal import Decimal

from django import template

from luoshi.core import money as rules

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """1,234.50; a dash for none."""
    return rules.shown(value)


@register.filter
def percent(value: Decimal | None) -> str:
    return rules.rate_words(value) or "—"

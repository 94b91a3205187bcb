"""How the interface says a time: as people do, with the exact time beside it."""

import datetime as dt

from django.utils import timezone
from django.utils.html import format_html

from luoshi.common import clock
from luoshi.core.days import left_in_words

SOON_DAYS = 7


def when_time(value):
    """``<time>`` for a datetime or date; empty for None. Beijing time (settings.TIME_ZONE)."""
    if not value:
        return ""
    return _element("when", value, _said(value))


def due_time(value):
    """``<time>`` for a deadline, with a class due-late, due-today, due-soon or due-later; empty for None."""
    if not value:
        return ""
    css, words = _due_words(value)
    return _element(f"due {css}", value, words)


def _now():
    return timezone.localtime(clock.now())


def _local(value):
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


def _day(value):
    return value.date() if isinstance(value, dt.datetime) else value


def _element(css, value, words):
    exact = _exact(value)
    iso = _local(value).isoformat()
    return format_html(
        '<time class="{}" datetime="{}" title="{}" data-exact="{}">{}</time>', css, iso, exact, exact, words
    )


def _exact(value):
    value = _local(value)
    day = f"{value.year}年{value.month}月{value.day}日"
    return f"{day} {value:%H:%M}" if isinstance(value, dt.datetime) else day


def _said(value):
    value = _local(value)
    clock = f" {value:%H:%M}" if isinstance(value, dt.datetime) else ""
    today = _now().date()
    day = _day(value)
    near = {-1: "昨天", 0: "今天", 1: "明天"}.get((day - today).days)
    if near:
        return near + clock
    if day.year == today.year:
        return f"{day.month}月{day.day}日{clock}"
    return f"{day.year}年{day.month}月{day.day}日"


def _due_words(value):
    value = _local(value)
    now = _now()
    days = (_day(value) - now.date()).days
    timed = isinstance(value, dt.datetime)
    if days == 0 and timed:
        return _due_today(value, now)
    css = "due-late" if days < 0 else "due-today" if days == 0 else "due-soon"
    return ("due-later" if days > SOON_DAYS else css), left_in_words(now.date(), _day(value))


def _due_today(value, now):
    if value.replace(tzinfo=None) < now.replace(tzinfo=None):
        return "due-late", f"今天 {value:%H:%M} 已过"
    return "due-today", f"今天 {value:%H:%M} 前"

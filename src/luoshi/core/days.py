"""How days and deadlines are said: one wording everywhere, in days of the calendar."""

from __future__ import annotations

import datetime as dt


def day_in_words(day: dt.date) -> str:
    """2026年12月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def left_in_words(today: dt.date, due: dt.date) -> str:
    """还有 3 天, 今天到期, 逾期 2 天: everywhere in days of the calendar, which everybody can count."""
    days = (due - today).days
    if days == 0:
        return "今天到期"
    return f"还有 {days} 天" if days > 0 else f"逾期 {-days} 天"


def due_in_words(today: dt.date, due: dt.date) -> str:
    """12月2日到期, 12月2日已到期: for what is read on a later day than it is written, and stays true."""
    day = f"{due.month}月{due.day}日" if due.year == today.year else day_in_words(due)
    return f"{day}{'到期' if due >= today else '已到期'}"

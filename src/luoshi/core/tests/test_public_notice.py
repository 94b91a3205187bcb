"""How long a public notice lasts by the real holiday table, and that nothing else than the whitelist is shown."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.core.public_notice import columns, digest, snapshot, window
from luoshi.core.workdays import Workdays

DAY = dt.date
OCTOBER = Workdays(  # 国庆 2026: 1st to 7th off, the 20th of September and the 10th of October worked
    off=frozenset(DAY(2026, 10, day) for day in range(1, 8)),
    on=frozenset({DAY(2026, 9, 20), DAY(2026, 10, 10)}),
)


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (DAY(2026, 9, 14), 5, DAY(2026, 9, 20)),  # the Sunday that is worked is the fifth
        (DAY(2026, 9, 28), 5, DAY(2026, 10, 10)),  # 29, 30, then 8, 9 and the worked Saturday
        (DAY(2026, 9, 30), 5, DAY(2026, 10, 13)),
        (DAY(2026, 11, 2), 5, DAY(2026, 11, 9)),
        (DAY(2026, 11, 7), 1, DAY(2026, 11, 9)),  # begun on a Saturday
    ],
)
def test_the_last_day_by_holidays_and_the_days_worked_for_them(first: DAY, days: int, last: DAY) -> None:
    found = window(first, days, OCTOBER)
    assert (found.until_on, found.warning) == (last, "")
    assert found.holds(first)
    assert found.holds(last)
    assert not found.holds(last + dt.timedelta(days=1))


def test_it_says_where_the_table_ends_which_is_published_for_whole_years() -> None:
    assert window(DAY(2026, 12, 22), 5, OCTOBER).warning == "", "after the last holiday, within its year"
    assert "只到 2026年12月31日" in window(DAY(2026, 12, 29), 5, OCTOBER).warning
    assert "还没有导入" in window(DAY(2026, 12, 29), 5, Workdays()).warning


def test_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="至少一个工作日"):
        window(DAY(2026, 11, 2), 0, OCTOBER)


def test_only_what_the_whitelist_names_is_shown() -> None:
    row = {
        "order": 1,
        "title": "甲",
        "organisation": "某校",
        "people": "张某",
        "level": "一等",
        "score": "93.5",
        "phone": "1",
    }
    shown = snapshot({"title": "公示"}, ["level"], [row])
    assert shown["rows"] == [["1", "甲", "某校", "一等"]]
    assert [key for key, _ in shown["columns"]] == ["order", "title", "organisation", "level"]
    assert "93.5" not in repr(shown)
    for strange in ("score", "phone", "id_number"):
        with pytest.raises(ValueError, match="公示不能包含"):
            columns([strange])


def test_the_digest_goes_with_every_word() -> None:
    one = snapshot({"title": "公示"}, [], [{"order": 1, "title": "甲", "organisation": "某校"}])
    assert digest(one) == digest(dict(reversed(one.items())))
    assert digest(one) != digest({**one, "title": "公示。"})

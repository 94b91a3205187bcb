"""Fields and values for the tests."""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from luoshi.core.fields import Choice, Field, Picked
from luoshi.core.fields.shown import plain

CHOICES = (Choice("a", "市属"), Choice("b", "县属"), Choice("c", "民办（含混合）"))
PEOPLE = (Picked("id1", "示例一中专", ("一中专",)), Picked("id2", "示例二中专", ("二中专", "老名")))
CLEAN = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")),
    min_size=1,
    max_size=40,
)


def field(kind, **more):
    given = {"choices": CHOICES} if kind in ("choice", "choices") else {}
    return Field(more.pop("key", kind), kind, more.pop("label", f"示例{kind}"), **given, **more)


def decimals(places=2):
    return st.integers(-(10**13), 10**13).map(lambda n: plain(Decimal(n) / 10**places))


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)).map(dt.date.isoformat)
VALUES = {
    "text": CLEAN,
    "long_text": st.lists(CLEAN, min_size=1, max_size=4).map("\n".join),
    "integer": st.integers(-(10**12) + 1, 10**12 - 1),
    "decimal": decimals(),
    "percent": decimals(),
    "money": st.integers(-(10**14) + 1, 10**14 - 1),
    "date": DAYS,
    "month": DAYS.map(lambda day: day[:7]),
    "year": DAYS.map(lambda day: day[:4]),
    "yes_no": st.booleans(),
    "choice": st.sampled_from([each.key for each in CHOICES]),
    "choices": st.sets(st.sampled_from([each.key for each in CHOICES]), min_size=1).map(sorted),
    "organisation": st.sampled_from(PEOPLE).map(lambda each: {"id": each.id, "text": each.text}),
}
UNITS = {
    "money": ("", "元", "万元", "亿元"),
    "integer": ("", "个", "人"),
    "decimal": ("", "平方米"),
    "percent": ("", "%"),
}
TYPED = st.sampled_from(sorted(VALUES)).flatmap(
    lambda kind: st.tuples(
        st.sampled_from(UNITS.get(kind, ("",))).map(lambda unit: field(kind, unit=unit)), VALUES[kind]
    )
)

"""台账: how many entries each holds, and the entries of the one a list is about, with the columns the register shows.

Personal fields have no marker: a register never shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db.models import QuerySet

from luoshi.accounts.queries import within
from luoshi.core.report_templates.filling import MOST_ROWS
from luoshi.registers.identity import columns_of
from luoshi.registers.listing import columns_shown, shown_rows
from luoshi.registers.models import Entry, Register
from luoshi.registers.queries import entries_visible_to
from luoshi.registers.states import COUNTING

from .facts import Facts
from .offers import NUMBER, Item, ListOffer, Offer, Value, count, missing, text

GROUP = "台账"
LIST = "条目"
SCHOOL, STATE, STAGE = "单位", "状态", "建设阶段"
NO_REGISTER = "（没有选台账）"


def offers(facts: Facts) -> Iterator[Offer]:
    yield Offer("台账名称", GROUP, lambda f: text(f.register.title) if f.register else missing(NO_REGISTER))
    yield Offer("条目 总数", GROUP, _giver(None), "清单里的条数，只算已确认、已核对的")
    for register in facts.registers:
        yield Offer(f"台账 {register.title} 条数", GROUP, _giver(register), "已确认、已核对的")


def _giver(register: Register | None) -> Callable[[Facts], Value]:
    def give(facts: Facts) -> Value:
        chosen = register or facts.register
        return missing(NO_REGISTER) if chosen is None else count(_entries(facts, chosen).count(), "条")

    return give


def _entries(facts: Facts, register: Register) -> QuerySet[Entry]:
    rows = entries_visible_to(facts.actor).filter(
        within(facts.place.path, "organisation__"), register=register, state__in=COUNTING
    )
    return rows.order_by("organisation__order", "organisation_id", "pk")


def lists(register: Register | None) -> Iterator[ListOffer]:
    if register is not None:
        yield ListOffer(LIST, GROUP, columns_for(register), _items, f"{register.title}的条目，每条一行")


def columns_for(register: Register) -> list[str]:
    """The school, the columns of the register's own list, and how far the entry has come."""
    own = dict.fromkeys(named(field.label) for field in columns_shown(register) if "{" not in field.label)
    return [SCHOOL, *own, STATE, *([STAGE] if register.has_stages else [])]


def named(label: str) -> str:
    """A column of the register, which an office may call as it likes, told from ours."""
    return f"{label}（登记的）" if label in (SCHOOL, STATE, STAGE, NUMBER) else label


def _items(facts: Facts, columns: Sequence[str]) -> list[Item]:
    register = facts.register
    if register is None:
        return []
    first = named(columns_of(register)[0].label) if columns_of(register) else ""
    entries = list(_entries(facts, register)[: MOST_ROWS + 1])
    found = []
    for row in shown_rows(register, entries):
        entry: Entry = row["entry"]
        values = {first: text(entry.label)} if first else {}
        for label, words, is_number in row["cells"]:
            plain = words.replace(",", "")
            values.setdefault(named(label), _cell(words, plain if is_number else ""))
        values[SCHOOL] = text(entry.organisation.short)
        values[STATE] = text(entry.get_state_display())
        values[STAGE] = Value(row["stage"])
        found.append(Item(entry.public_id, f"{entry.organisation.short} {entry.label}", values))
    return found


def _cell(words: str, plain: str) -> Value:
    is_plain = plain.replace(".", "", 1).lstrip("-").isdigit() and plain.isascii()
    return Value(words, plain if is_plain else "")

"""The list of a register: what narrows it, and its rows as the page shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import blind
from luoshi.common.dataforms.many import Carrying
from luoshi.common.dataforms.models import AnswerCell
from luoshi.core.fields import BadValue, parse, shown
from luoshi.core.fields.model import FILES, NUMBERS, Field

from .facts import stages_of
from .identity import columns_of, form_of
from .models import Entry, ProjectStage, Register
from .queries import entries_visible_to, schools_within
from .states import TONES, EntryState, Level, StageKind

LONGEST, WORDS, MOST_NAMED = 80, 6, 100


class Narrowing:
    """What was asked of the list: `state`, `organisation`, `stage`, `q`, `entry` (public ids, as a search by number
    found them); nonsense asks for nothing.
    """

    def __init__(self, register: Register, actor: Actor, given: QueryDict) -> None:
        self.register, self.actor = register, actor
        self.q = given.get("q", "").replace("\0", "").strip()[:LONGEST]
        self.state = given.get("state", "") if given.get("state") in EntryState.values else ""
        self.stage = given.get("stage", "") if given.get("stage") in StageKind.values else ""
        self.organisation = given.get("organisation", "").replace("\0", "")[:20]
        self.entries = [each.replace("\0", "")[:20] for each in given.getlist("entry")[:MOST_NAMED]]

    @property
    def is_on(self) -> bool:
        return bool(self.q or self.state or self.stage or self.organisation or self.entries)

    def rows(self) -> QuerySet[Entry]:
        """Without those that ended, unless they are asked for."""
        rows = entries_visible_to(self.actor).filter(register=self.register)
        if self.entries:
            rows = rows.filter(public_id__in=self.entries)
        if self.state:
            rows = rows.filter(state=self.state)
        elif not self.entries:
            rows = rows.exclude(state=EntryState.ENDED)
        if self.organisation:
            rows = rows.filter(organisation__public_id=self.organisation)
        if self.stage:
            rows = rows.annotate(last_stage=_last_stage()).filter(last_stage=self.stage)
        for word in self.q.split()[:WORDS]:
            rows = rows.filter(self._holding(word))
        return rows

    def _holding(self, word: str) -> Q:
        """In its name or in a field that is searched; what is personal is found only by `found_by_number`."""
        form = form_of(self.register)
        paths = [path for path, field in form.walk() if field.find and not field.personal]
        texts = AnswerCell.objects.filter(answer=OuterRef("answer"), path__in=paths)
        chosen = Q()
        for path, field in form.walk():
            keys = [each.key for each in field.choices if word in each.label] if field.find else []
            if keys:
                chosen |= Q(path=path, text__in=keys)
        return Q(label__icontains=word) | Q(Exists(texts.filter(Q(text__icontains=word) | chosen)))

    def choices(self) -> list[dict[str, Any]]:
        """The selects over the list."""
        drafts = not is_several(self.actor)  # drafts are the school's
        lists: list[tuple[str, str, str, list[tuple[str, str]]]] = [
            ("state", "状态", "没有结束的", list(EntryState.choices[0 if drafts else 1 :]))
        ]
        schools = list(schools_within(self.actor).values_list("public_id", "short")[:400])
        if len(schools) > 1:
            lists.insert(0, ("organisation", "学校", "全部", schools))
        if self.register.has_stages:
            lists.append(("stage", "建设阶段", "全部", list(StageKind.choices)))
        return [
            {
                "name": name,
                "label": label,
                "any": anything,
                "options": [(key, words, getattr(self, name) == key) for key, words in options],
            }
            for name, label, anything, options in lists
        ]


def _last_stage() -> Subquery:
    rows = ProjectStage.objects.filter(entry=OuterRef("pk"), taken_back_at__isnull=True)
    return Subquery(rows.order_by("-on", "-pk").values("kind")[:1])


def found_by_number(register: Register, actor: Actor, typed: str) -> QuerySet[Entry]:
    """Entries with exactly this personal value: a number, a mobile phone. Nothing like it is found."""
    typed = "".join(typed.replace("\0", "").split())[:LONGEST]
    hit = Q(pk__in=[])
    for path, field in form_of(register).walk():
        if not (field.personal and field.find):
            continue
        for text in {typed, typed.upper(), typed.lower()}:
            try:
                value = parse(field, text)
            except BadValue:
                continue
            if isinstance(value, str | int) and not isinstance(value, bool):
                hit |= Q(path=path, text=blind(path, str(value)))
    cells = AnswerCell.objects.filter(hit, definition=register.definition_id)
    return entries_visible_to(actor).filter(register=register, answer__in=cells.values("answer"))


def can_find_by_number(register: Register) -> bool:
    return any(field.personal and field.find for _, field in form_of(register).walk())


def shown_rows(register: Register, entries: Collection[Entry]) -> list[dict[str, Any]]:
    """The rows of one page: cells in words, the last stage, the tone of the state. Two queries at most."""
    current = register.definition.current
    columns = columns_of(register)
    carrying = Carrying(current, open_only=True) if current is not None else None
    stages = stages_of(entries, clock.today()) if register.has_stages else {}
    rows = []
    for entry in entries:
        values = carrying.values(entry.answer) if carrying and entry.answer is not None else {}
        rows.append(
            {
                "entry": entry,
                "cells": [
                    (field.label, shown(field, values.get(field.key)), field.kind in NUMBERS)
                    for field in columns[1:]
                ],
                "tone": TONES[EntryState(entry.state)],
                "stage": stage_words(stages.get(entry.pk)),
            }
        )
    return rows


def stage_words(said: Mapping[str, Any] | None) -> str:
    """“省级认定”, “立项”."""
    if not said or not said.get("stage"):
        return ""
    level = Level(said["level"]).label if said.get("level") else ""
    return f"{level}{StageKind(said['stage']).label}"


def columns_shown(register: Register) -> list[Field]:
    return [field for field in columns_of(register) if field.kind != "table" and field.kind not in FILES]


def counts_of(actor: Actor) -> dict[int, dict[str, int]]:
    """Per register (key) how many entries of each state the actor sees, and of how many schools; one query."""
    found: dict[int, dict[str, int]] = {}
    rows = entries_visible_to(actor).order_by().values_list("register", "state").annotate(n=Count("pk"))
    for register, state, count in rows:
        found.setdefault(register, {})[state] = count
    return found


def schools_with_entries(actor: Actor) -> dict[int, int]:
    rows = entries_visible_to(actor).exclude(state=EntryState.ENDED).order_by()
    pairs = rows.values_list("register").annotate(n=Count("organisation", distinct=True))
    return dict(pairs)


def is_several(actor: Actor) -> bool:
    return (
        actor.is_system
        or not Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).exists()
    )

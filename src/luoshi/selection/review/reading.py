"""What an expert sees of an application: the form, the files, nothing that leads to the owner in a blind review."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import mask, values_of
from luoshi.common.dataforms.showing import lines_of
from luoshi.core.selection import Rules, read_rules
from luoshi.evidence.models import EvidencePage
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.panel.checking import conflicts_now
from luoshi.selection.panel.models import Assigned, Conflict
from luoshi.selection.panel.queries import assigned_to
from luoshi.selection.states import CallState

from .models import BareCopy, RoundClosing
from .names import blotted, names_of
from .queries import is_blind, materials_without_copy
from .states import USABLE

KINDS_OF_PLACES = ("organisation", "person", "entry", "evidence")  # of form fields: they name somebody
FILMS = ("mp4", "mov")


def code_of(assigned: Assigned) -> str:
    """How an application is called for one expert; another expert knows it by another code (controls BL-03).

    Six digits, as they are said on the telephone.
    """
    return str(100_000 + zlib.crc32(assigned.public_id.encode()) % 900_000)


def tasks_of(actor: Actor) -> QuerySet[Assigned]:
    """All that an expert has to read, in the order of his own codes: without what somebody declared, set or found to be
    in conflict. What registers say since is asked for the one that is opened or saved (`task_for`), and taken out of
    his hands by the tick, within a minute of the act that says it (`panel.sweeping`).
    """
    barred = Conflict.objects.filter(
        expert=OuterRef("seat__expert"), application=OuterRef("application"), lifted_at__isnull=True
    )
    rows = assigned_to(actor).filter(
        ~Exists(barred),
        application__state=ApplicationState.ACCEPTED,
        application__call__state=CallState.REVIEWING,
    )
    return rows.select_related(
        "seat__expert__membership__user", "seat__expert__entry", "seat__expert__organisation",
        "application__call", "application__organisation", "application__entry", "application__answer__form_version",
    )  # fmt: skip


def task_for(actor: Actor, public_id: str) -> Assigned:
    """One of them. Raises Http404 for any other, for one taken away, and where a conflict stands today (BL-08)."""
    found: Assigned | None = tasks_of(actor).filter(public_id=public_id).first()
    if found is None or is_bound(found):
        raise Http404
    return found


def is_bound(task: Assigned) -> bool:
    """Whether its reader must not have it any more, by all that is known this moment."""
    return bool(conflicts_now(task.seat.expert, task.application, clock.today()))


def round_title(rules: Rules, key: str) -> str:
    return next((each.title or each.key for each in rules.method.rounds if each.key == key), "")


def is_closed(call: Call, round: str) -> bool:
    return RoundClosing.objects.filter(call=call, round=round).exists()


@dataclass(frozen=True, slots=True)
class Shown:
    """The application as its reader gets it."""

    title: str
    group: str
    owner: str  # empty in a blind review
    lines: list[dict[str, Any]]


def shown_of(application: Application) -> Shown:
    call, rules = application.call, read_rules(application.call.rules)
    if not is_blind(call):
        return Shown(
            application.title,
            application.group,
            application.organisation.name,
            _lines(application),
        )
    names = names_of(application)
    lines = [_put_out(line, names) for line in _unnamed(_lines(application), application, rules)]
    return Shown(blotted(application.title, names), application.group, "", lines)


def _lines(application: Application) -> list[dict[str, Any]]:
    """The answers, personal ones masked."""
    answer = application.answer
    if answer is None:
        return []
    form = answer.form_version.form
    return lines_of(form, mask(form, values_of(answer)))


def _unnamed(lines: list[dict[str, Any]], application: Application, rules: Rules) -> Iterator[dict[str, Any]]:
    """In a blind review without the fields that name somebody, whoever they name: no name need be known for it."""
    form = application.answer.form_version.form if application.answer else None
    kinds = {field.key: field.kind for field in form.fields} if form else {}
    for line in lines:
        if line["key"] not in rules.form_hides and kinds[line["key"]] not in KINDS_OF_PLACES:
            yield line


def _put_out(value: Any, names: list[str]) -> Any:
    """Names put out in whatever is nested here."""
    if isinstance(value, str):
        return blotted(value, names)
    if isinstance(value, dict):
        return {key: each if key == "key" else _put_out(each, names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_put_out(each, names) for each in value]
    return value


@dataclass(frozen=True, slots=True)
class Piece:
    """One file as an expert sees it: a title of ours, its pages (numbers from 0) or a film; ready: it may be read."""

    number: int
    title: str
    ready: bool
    pages: tuple[int, ...]
    film: bool
    copy: BareCopy

    @property
    def file_name(self) -> str:
        return f"{self.title}.{ending_of(self.copy)}"


def pieces_of(application: Application) -> list[Piece]:
    """In the order of the list of materials."""
    rules = read_rules(application.call.rules)
    order = {line.key: at for at, line in enumerate(rules.materials)}
    titles = {line.key: line.title for line in rules.materials}
    rows = BareCopy.objects.filter(material__application=application, material__removed_at=None)
    copies = sorted(
        rows.select_related("material", "stored"),
        key=lambda copy: (order.get(copy.material.item, 999), copy.pk),
    )
    usable = [copy for copy in copies if copy.state in USABLE]
    pages: dict[tuple[str, int | None], list[int]] = {}
    for key, stored, number in pages_of(*usable).values_list("file__about_id", "file__stored", "number"):
        pages.setdefault((key, stored), []).append(number)
    many = {key for key in titles if sum(copy.material.item == key for copy in copies) > 1}
    seen: dict[str, int] = {}
    found = []
    for number, copy in enumerate(copies):
        item = copy.material.item
        seen[item] = seen.get(item, 0) + 1
        title = titles.get(item, "材料") + (f"（{seen[item]}）" if item in many else "")
        ready = copy.state in USABLE
        own = tuple(sorted(pages.get((copy.public_id, copy.stored_id), []))) if ready else ()
        found.append(Piece(number, title, ready, own, ready and ending_of(copy) in FILMS, copy))
    return found


def is_being_copied(application: Application) -> bool:
    """Whether a file that experts will be given has no copy yet."""
    return materials_without_copy(application.call).filter(application=application).exists()


def pages_of(*copies: BareCopy) -> QuerySet[EvidencePage]:
    """Pictures of the pages of these copies as they are now; a replaced one has others."""
    keys = [copy.public_id for copy in copies]
    files = [copy.stored_id for copy in copies]
    return EvidencePage.objects.filter(file__about_id__in=keys, file__stored__in=files)


def ending_of(copy: BareCopy) -> str:
    return (copy.replaced_name or copy.material.name).rpartition(".")[2].lower()[:5]

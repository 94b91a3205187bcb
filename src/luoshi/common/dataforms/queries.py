"""Reads over forms and answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet, Sum

from luoshi.common.actor import Actor
from luoshi.core.fields import SCALE

from .models import Answer, AnswerCell, FormDefinition, FormVersion

ONE_TIME = "once-"  # begins the key of a form that belongs to one thing alone and is offered nowhere else
OF_REGISTER = "register-"  # begins the key of the form of a register's entries
STEP = 8  # each level of an actor's path is the organisation's key in 8 hexadecimal digits


def line_of(path: str) -> list[int]:
    """The keys of the organisations from the root down to this place."""
    return [int(path[start : start + STEP], 16) for start in range(0, len(path), STEP)]


def definitions_visible_to(actor: Actor) -> QuerySet[FormDefinition]:
    """Forms in use of the own organisation and those above it; its editors see their own drafts too. Without those
    that belong to one thing alone."""
    if actor.user_id is None and not actor.is_system:
        return FormDefinition.objects.none()
    rows = FormDefinition.objects.select_related("current").exclude(key__startswith=ONE_TIME)
    if actor.is_system:
        return rows
    seen = Q(owner_id__in=line_of(actor.path), current__isnull=False, withdrawn_at__isnull=True)
    if actor.may("edit_forms"):
        seen |= Q(owner_id=actor.organisation_id)
    return rows.filter(seen)


def forms_edited_by(actor: Actor) -> QuerySet[FormDefinition]:
    """The forms this actor may change, in use, drafted or withdrawn."""
    if not actor.may("edit_forms"):
        return FormDefinition.objects.none()
    return FormDefinition.objects.filter(owner_id=actor.organisation_id).select_related("current")


def versions_edited_by(actor: Actor) -> QuerySet[FormVersion]:
    return FormVersion.objects.filter(definition__in=forms_edited_by(actor)).select_related(
        "definition", "definition__current"
    )


def form_for(key: str, path: str) -> FormDefinition | None:
    """The form with this key that is in use for an organisation at `path`: its own, or the nearest above it."""
    line = line_of(path)
    rows = FormDefinition.objects.filter(
        key=key, owner_id__in=line, current__isnull=False, withdrawn_at__isnull=True
    ).select_related("current", "current__definition")
    return max(rows, key=lambda row: line.index(row.owner_id), default=None)


def answers_within(organisations: Any, definition: FormDefinition | None = None) -> QuerySet[Answer]:
    """Answers of these organisations (a queryset or list of keys). The stage that asks says which the actor may see."""
    rows = Answer.objects.filter(organisation_id__in=organisations).select_related(
        "form_version", "definition"
    )
    return rows.filter(definition=definition) if definition is not None else rows


def draft_of(definition: FormDefinition) -> FormVersion | None:
    """The version that is being written, not yet published."""
    return definition.versions.filter(published_at__isnull=True).select_related("definition").first()


def before(version: FormVersion) -> FormVersion | None:
    """The version in force before this one."""
    rows = version.definition.versions.filter(
        published_at__isnull=False, withdrawn_at__isnull=True, number__lt=version.number
    )
    return rows.select_related("definition").order_by("-number").first()


def opened_in(version: FormVersion) -> dict[str, str]:
    """Fields and columns (path → label) that were personal in an earlier version and are no longer."""
    if version.number == 1 or version.definition_id is None:  # the first, or not kept at all
        return {}
    earlier = version.definition.versions.filter(
        published_at__isnull=False, withdrawn_at__isnull=True, number__lt=version.number
    )
    was = {path for each in earlier for path, field in each.form.walk() if field.personal}
    return {path: field.label for path, field in version.form.walk() if path in was and not field.personal}


def opened_words(labels: Iterable[str]) -> str:
    """What the form tells those who fill it in of such fields; "" without any."""
    named = "、".join(f"“{label}”" for label in labels)
    if not named:
        return ""
    return f"{named}原来只有本单位看得到，从这一版起上级也看得到；以前填的仍然封存，没有带入，请按现在的用途重填。"


def cells(definition: FormDefinition, path: str, **wanted: Any) -> QuerySet[AnswerCell]:
    """Projected cells of one field or column of all answers."""
    return AnswerCell.objects.filter(definition=definition, path=path, **wanted)


def sums_by_answer(
    definition: FormDefinition, path: str, answers: Iterable[Answer]
) -> dict[int, tuple[int, int]]:
    """Per answer (key) the sum of a number column as (ten-thousandths, SCALE). Answers without a number are missing."""
    rows = cells(definition, path, answer__in=[answer.pk for answer in answers], number__isnull=False)
    totals = rows.order_by().values_list("answer").annotate(total=Sum("number"))
    return {answer: (total, SCALE) for answer, total in totals}

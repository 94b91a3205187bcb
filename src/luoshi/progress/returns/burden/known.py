"""What an organisation need not type again: what sources know, and what it said of the same thing in the last year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import Answer, FormDefinition
from luoshi.common.dataforms.sources import Prefilled, prefill_for
from luoshi.core.fields import Form, is_blank
from luoshi.core.fields.burden import asks_the_same
from luoshi.core.fields.model import CHOSEN, FILES, PICKED, Field

from ..models import Return, ReturnSheet
from ..states import ASKED, COUNTED

A_YEAR = dt.timedelta(days=366)
MOST_ANSWERS = 60  # of one organisation, the newest first
MOST_RETURNS = 100
APART = {"table", "choices", *FILES, *PICKED}  # what is not carried from form to form
Known = dict[str, Prefilled]


def known_for(
    form: Form, actor: Actor, *, organisation_id: int, about: Any, apart: FormDefinition | None
) -> Known:
    """By key of the field. A source that is named at the field comes before what was said elsewhere."""
    said = said_before(form, [organisation_id], apart).get(organisation_id, {})
    return {**said, **prefill_for(form, actor, organisation_id=organisation_id, about=about)}


def said_before(form: Form, organisations: list[int], apart: FormDefinition | None) -> dict[int, Known]:
    """Per organisation what it answered to the same question in another form within a year, the newest first."""
    wanted = [field for field in form.fields if field.kind not in APART and not field.personal]
    if not wanted:
        return {}
    found: dict[int, Known] = defaultdict(dict)
    seen: dict[int, int] = defaultdict(int)
    pairs: dict[int, list[tuple[Field, Field]]] = {}
    for answer in _answers(organisations, apart).iterator(chunk_size=500):
        seen[answer.organisation_id] += 1
        if seen[answer.organisation_id] > MOST_ANSWERS:
            continue
        version = answer.form_version
        if version.pk not in pairs:
            pairs[version.pk] = list(_alike(wanted, version.form))
        _take(found[answer.organisation_id], pairs[version.pk], answer)
    return found


def _answers(organisations: Iterable[int], apart: FormDefinition | None) -> QuerySet[Answer]:
    """Of the organisation itself (its profile), and of returns that were sent."""
    sent = ReturnSheet.objects.filter(state__in=COUNTED, organisation__in=organisations)
    about = Q(about_type="") | Q(
        about_type=ReturnSheet._meta.label_lower, about_id__in=sent.order_by().values("public_id")
    )
    rows = Answer.objects.filter(about, organisation_id__in=organisations, saved_at__gte=clock.now() - A_YEAR)
    if apart is not None:
        rows = rows.exclude(definition=apart)
    return rows.select_related("form_version__definition").order_by("-saved_at", "-pk")


def _alike(wanted: list[Field], form: Form) -> Iterable[tuple[Field, Field]]:
    for field in wanted:
        other = next((each for each in form.fields if _same(field, each)), None)
        if other is not None:
            yield field, other


def _same(field: Field, other: Field) -> bool:
    return other.kind == field.kind and not other.personal and asks_the_same(field, other)


def _take(found: Known, pairs: list[tuple[Field, Field]], answer: Answer) -> None:
    for field, other in pairs:
        value = answer.values.get(other.key)
        if field.key in found or is_blank(value):
            continue
        if field.kind in CHOSEN:
            label = other.choice_label(value)
            value = next((each.key for each in field.choices if each.label == label), None)
        if not is_blank(value):
            day = timezone.localtime(answer.saved_at)
            source = f"{day.year}年{day.month}月填过的《{answer.form_version.definition.title}》"
            found[field.key] = Prefilled(value, source)


def asked_before(organisation_id: int, apart: Any) -> list[tuple[str, Form]]:
    """Title and form of what this office sent out as returns within a year: for the question what is asked twice."""
    rows = Return.objects.filter(
        organisation=organisation_id, state__in=ASKED, opened_at__gte=clock.now() - A_YEAR
    ).exclude(pk=apart.pk)
    rows = rows.select_related("form_version").order_by("-opened_at")[:MOST_RETURNS]
    return [(row.title, row.form_version.form) for row in rows if row.form_version is not None]

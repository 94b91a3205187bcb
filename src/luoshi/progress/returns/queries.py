"""Which returns and sheets exist for whom.

A draft is the office's that makes it. Sent out it is for those who read what is filled in: in the asking office, in the
organisations asked and between them. A school sees its own sheet and no other; those above see that there is one, and
of its content only what was sent (`is_inside` tells the two apart).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import find_answer, values_of
from luoshi.common.dataforms.models import Answer

from .models import Return, ReturnSheet
from .states import ASKED, ReturnState, SheetState

FILLING = sorted(
    role.key
    for role in ROLES.values()
    if role.permissions & {"fill_forms", "manage_duties"} and role.level == "school"
)


def returns_visible_to(actor: Actor) -> QuerySet[Return]:
    rows = Return.objects.select_related(
        "organisation", "officer__user", "plan", "definition__current", "form_version__definition", "job"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_forms"):
        return rows.none()
    below = ReturnSheet.objects.filter(within(actor.path, "organisation__"), asked_in=OuterRef("pk"))
    seen = Q(state__in=ASKED) & (Q(organisation=actor.organisation_id) | Exists(below))
    if actor.may("edit_forms"):
        seen |= Q(organisation=actor.organisation_id)
    return rows.filter(seen)


def sheets_visible_to(actor: Actor) -> QuerySet[ReturnSheet]:
    """The own one, and those of the organisations below. Of what was withdrawn the own one while it is in the steps."""
    rows = ReturnSheet.objects.select_related(
        "organisation",
        "author__user",
        "approval",
        "asked_in__organisation",
        "asked_in__officer",
        "asked_in__form_version__definition",
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_forms"):
        return rows.none()
    own = Q(
        asked_in__state=ReturnState.WITHDRAWN,
        state=SheetState.CHECKING,
        organisation=actor.organisation_id,
    )
    return rows.filter(within(actor.path, "organisation__")).filter(Q(asked_in__state__in=ASKED) | own)


def sheets_asked_of(actor: Actor) -> QuerySet[ReturnSheet]:
    """What the own organisation and those below were asked, for the burden account: also what was withdrawn after
    somebody had begun with it, of which nobody opens the sheet any more.
    """
    if actor.is_system or actor.membership_id is None or not actor.may("read_forms"):
        return sheets_visible_to(actor)
    begun = Q(asked_in__state=ReturnState.WITHDRAWN) & ~Q(state=SheetState.TODO)
    rows = ReturnSheet.objects.filter(within(actor.path, "organisation__"), asked_in__opened_at__isnull=False)
    return rows.filter(Q(asked_in__state__in=ASKED) | begun)


def is_inside(actor: Actor, sheet: ReturnSheet) -> bool:
    """Whether the actor reads the sheet as it is being written. Others read what was sent."""
    return actor.is_system or actor.organisation_id == sheet.organisation_id


def answer_of(sheet: ReturnSheet) -> Answer | None:
    version = sheet.asked_in.form_version
    return find_answer(version.definition, sheet, sheet.organisation_id) if version is not None else None


def sent_values(sheet: ReturnSheet, answer: Answer | None = None) -> dict[str, Any]:
    """What was sent last, personal values included: whoever shows it to others masks them. Empty: nothing was."""
    answer = answer or answer_of(sheet)
    if answer is None or sheet.answer_version is None:
        return {}
    if answer.version == sheet.answer_version:
        return values_of(answer)
    past = answer.past.select_related("answer").filter(version=sheet.answer_version).first()
    return values_of(past) if past is not None else {}


def answers_of(sheets: list[ReturnSheet]) -> dict[str, Answer]:
    """By public id of the sheet, in one query."""
    rows = Answer.objects.filter(
        about_type=ReturnSheet._meta.label_lower, about_id__in=[sheet.public_id for sheet in sheets]
    )
    return {row.about_id: row for row in rows.select_related("form_version__definition", "definition")}


def fillers_of(organisation: Organisation | int) -> QuerySet[Membership]:
    """The posts that fill in for an organisation today."""
    return memberships_today().filter(organisation=organisation, role__in=FILLING).order_by("id")


def possible_recipients(organisation: Organisation) -> QuerySet[Organisation]:
    """Schools at or below this office."""
    rows = Organisation.objects.filter(
        within(organisation.path), kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True
    )
    return rows.order_by("order", "id")


def open_returns() -> QuerySet[Return]:
    """The caller asks only for those concerned."""
    return Return.objects.filter(state=ReturnState.OPEN).select_related("organisation", "officer__user")

"""Entries as places that cite evidence: certificates, documents, photos of the library."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.common.stages import Citing
from luoshi.evidence import web
from luoshi.evidence.models import EvidenceUse
from luoshi.evidence.permissions import can_add_evidence, can_read_library, can_uncite_evidence
from luoshi.evidence.queries import removed_about, use_in, uses_about

from .actions.unchecking import changed_by_the_school
from .models import Entry
from .queries import entries_visible_to

PEOPLE = "本校可以添加佐证的管理人员"


def can_cite(actor: Actor, entry: Entry) -> bool:
    own = entry.organisation_id == actor.organisation_id
    return own and actor.may("keep_registers") and can_add_evidence(actor, entry.organisation)


def href_of(entry: Entry) -> str:
    return f"{reverse('register-entry', args=[entry.public_id])}#evidence"


def cited_by(actor: Actor, entry: Entry) -> dict[str, Any]:
    """The panel of the entry's page."""

    def remove(use: EvidenceUse) -> str:
        if not can_uncite_evidence(actor, use):
            return ""
        return reverse("register-entry-evidence-remove", args=[entry.public_id, use.public_id])

    return web.panel(
        uses_about(entry),
        may_cite=can_cite(actor, entry),
        choose=reverse("register-entry-evidence", args=[entry.public_id]),
        upload=reverse("register-entry-evidence-new", args=[entry.public_id]),
        remove=remove,
        gone=removed_about([entry]),
    )


def _citing(request: HttpRequest, public_id: str) -> web.Citing:
    entry = find(entries_visible_to(request.actor), public_id)
    require(can_cite(request.actor, entry))
    return web.Citing(
        about=entry,
        organisation=entry.organisation,
        title=f"{entry.register.title}：{entry.label}",
        choose=reverse("register-entry-evidence", args=[entry.public_id]),
        upload=reverse("register-entry-evidence-new", args=[entry.public_id]),
        back=href_of(entry),
        crumbs=[
            (entry.register.title, reverse("register", args=[entry.register.public_id])),
            (entry.label, href_of(entry)),
        ],
    )


@policy(f"{PEOPLE}：从本校材料库里选佐证材料，引用在条目上", methods=("GET", "POST"))
def choose(request: HttpRequest, register_entry: str) -> HttpResponse:
    return web.answer_choosing(request, _citing(request, register_entry))


@policy(f"{PEOPLE}：上传佐证材料，引用在条目上", methods=("GET", "POST"))
def upload(request: HttpRequest, register_entry: str) -> HttpResponse:
    return web.answer_uploading(request, _citing(request, register_entry))


@policy(f"{PEOPLE}：取消条目上的引用", methods=("POST",))
def remove(request: HttpRequest, register_entry: str, register_use: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    use = use_in([found], register_use) if can_read_library(request.actor) else None
    if use is None:
        raise Http404
    require(can_cite(request.actor, found) and can_uncite_evidence(request.actor, use))
    return web.answer_removing(request, use, href_of(found))


ENTRY = Citing(
    label="台账条目",
    visible=entries_visible_to,
    title=lambda row: f"{row.register.title}：{row.label}",
    href=href_of,
)
ABOUT = Entry._meta.label_lower


def follow_uncited(*, use: EvidenceUse, by: Actor) -> None:
    """What was checked with this evidence has to be checked anew."""
    entry = Entry.objects.filter(public_id=use.about_id).first() if use.about_type == ABOUT else None
    if entry is not None:
        changed_by_the_school(entry, f"取消引用“{use.evidence.title}”", by)

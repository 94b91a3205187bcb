"""What each route of binders answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, sealed_files
from luoshi.common.models import Job
from luoshi.core.reading.formats.tests.word import docx, p
from luoshi.evidence.binders.models import Binder, ChecklistReading, Content, Folder, Making
from luoshi.evidence.binders.queries import evidence_for
from luoshi.evidence.binders.views.folder import people_of
from luoshi.evidence.models import Evidence
from luoshi.undertakings.models import Duty

from .expect_evidence import a_file
from .expect_papers import post_of
from .lines import Expected, button, form_of, page, version

MAKERS = frozenset(
    {"city_officer", "section_head", "county_officer", "school_head", "deputy_head", "office"},
)
OF_SCHOOLS = frozenset({"school_head", "deputy_head", "office"})


def begun(row: Any, user: Any) -> dict[str, Any]:
    post = post_of(user)
    duty = (
        Duty.objects.filter(organisation__path__startswith=post.organisation.path).first() if post else None
    )
    return {"plan": duty.task.plan.public_id, "title": "示例"} if duty else {}


def renewed(binder: Any, user: Any) -> dict[str, Any]:
    """Of a plan of which its people see a duty."""
    duty = Duty.objects.filter(organisation__path__startswith=binder.organisation.path).first()
    source = {"plan": duty.task.plan.public_id} if duty else {}
    Binder.objects.filter(pk=binder.pk).update(source=source, closed_at=None)
    return version(binder)


def opened(binder: Any, user: Any) -> dict[str, Any]:
    Binder.objects.filter(pk=binder.pk).update(closed_at=None)
    Making.objects.filter(binder=binder, state="making").update(state="stopped")
    return version(binder)


def put_away(binder: Any, user: Any) -> dict[str, Any]:
    Binder.objects.filter(pk=binder.pk).update(closed_at=clock.now())
    return version(binder)


def to_make(binder: Any, user: Any) -> dict[str, Any]:
    opened(binder, user)
    folder = binder.folders.first()
    if not folder.contents.exists():
        Content.objects.create(folder=folder, evidence=Evidence.objects.first())
    return {}


def in_work(folder: Any, user: Any) -> dict[str, Any]:
    Binder.objects.filter(pk=folder.binder_id).update(closed_at=None)
    Folder.objects.filter(pk=folder.pk).update(set_aside_at=None, set_aside_reason="", owner=None, due=None)
    return version(folder)


def chosen(folder: Any, user: Any) -> dict[str, Any]:
    shown = [row.thing.public_id for row in folder.contents.all()]
    return {**in_work(folder, user), "shown": shown}


def added(folder: Any, user: Any) -> dict[str, Any]:
    in_work(folder, user)
    post = post_of(user)
    piece = (
        evidence_for(actor_for(post), folder.binder).filter(withdrawn_at__isnull=True).first()
        if post
        else None
    )
    return {"pieces": piece.public_id if piece else ""}


def uploaded(folder: Any, user: Any) -> dict[str, Any]:
    in_work(folder, user)
    return a_file(folder)


def without_material(folder: Any, user: Any) -> dict[str, Any]:
    return {"reason": "没有这一项", **in_work(folder, user)}


def set_aside(folder: Any, user: Any) -> dict[str, Any]:
    said = in_work(folder, user)
    Folder.objects.filter(pk=folder.pk).update(set_aside_at=clock.now(), set_aside_reason="示例")
    return said


def asked(folder: Any, user: Any) -> dict[str, Any]:
    said = in_work(folder, user)
    person = people_of(folder.binder.organisation).first()
    due = clock.today() + dt.timedelta(days=3)
    return {"owner": person.public_id if person else "", "due": due.isoformat(), **said}


def under_way(making: Any, user: Any) -> dict[str, Any]:
    Making.objects.filter(binder=making.binder_id).exclude(pk=making.pk).update(state="stopped")
    job = Job.objects.create(kind="binders.make", object_id=making.public_id, state="running")
    Making.objects.filter(pk=making.pk).update(state="making", job=job)
    return version(making)


def ready(making: Any, user: Any) -> dict[str, Any]:
    Making.objects.filter(pk=making.pk).update(state="ready", made_at=clock.now(), digest="0" * 64)
    with sealed_files.writing(making.public_id) as file:
        file.write(b"sample")
    return version(making)


def a_list(row: Any, user: Any) -> dict[str, Any]:
    if isinstance(row, Binder):
        opened(row, user)
        row.checklists.update(state="discarded")
    return {"file": SimpleUploadedFile("a.docx", docx(p("一、甲")))}


def proposed(binder: Any, user: Any) -> dict[str, Any]:
    """Something fits well in a folder of which nobody has decided."""
    to_make(binder, user)
    Folder.objects.filter(binder=binder).update(checked_at=None, set_aside_at=None, set_aside_reason="")
    Content.objects.filter(folder__binder=binder).update(included=False, score=90)
    for content in Content.objects.filter(folder__binder=binder):
        Evidence.objects.filter(pk=content.evidence_id).update(withdrawn_at=None, withdrawn_reason="")
    return version(binder)


def read(reading: Any, user: Any) -> dict[str, Any]:
    """Waiting to be checked, with what was read: applying it has put that away."""
    texts = dict.fromkeys(("number", "points", "note", "place"), "")
    item = {"level": 0, "text": "甲", "asks": True, "wanted": "甲", **texts}
    sealed = reading.sealed_result({"title": "示例", "items": [item], "remarks": [], "matches": []})
    ChecklistReading.objects.filter(pk=reading.pk).update(state="ready", sealed=sealed, binder=None)
    return version(reading)


def given_up(reading: Any, user: Any) -> dict[str, Any]:
    said = read(reading, user)
    ChecklistReading.objects.filter(pk=reading.pk).update(state="discarded")
    return said


EXPECTED_BINDERS: dict[str, Expected] = {
    "binders": page(MAKERS),
    "new-binder": Expected(get=MAKERS, post=MAKERS, form=begun),
    "renew-binder": button(MAKERS, renewed),
    "binder": page(MAKERS),
    "rename-binder": button(MAKERS, form_of(title="示例")),
    "close-binder": button(MAKERS, opened),
    "reopen-binder": button(MAKERS, put_away),
    "make-binder": button(MAKERS, to_make),
    "binder-progress": page(MAKERS),
    "new-checklist": Expected(get=MAKERS, post=MAKERS, form=a_list),
    "change-checklist": Expected(get=MAKERS, post=MAKERS, form=a_list),
    "binder-checklist": page(MAKERS),
    "binder-checklist-progress": page(MAKERS),
    "apply-checklist": button(MAKERS, read),
    "discard-checklist": button(MAKERS, read),
    "resume-checklist": button(MAKERS, given_up),
    "accept-proposals": button(MAKERS, proposed),
    "binder-folder": page(MAKERS),
    "edit-binder-folder": button(
        MAKERS, lambda folder, user: {"title": "示例", "asks": "on", **in_work(folder, user)}
    ),
    "choose-binder-contents": button(MAKERS, chosen),
    "add-binder-contents": Expected(get=MAKERS, post=MAKERS, form=added),
    "upload-to-binder": Expected(get=OF_SCHOOLS, post=OF_SCHOOLS, form=uploaded),
    "set-aside-folder": button(MAKERS, without_material),
    "take-back-folder": button(MAKERS, set_aside),
    "ask-for-folder": button(MAKERS, asked),
    "drop-folder-owner": button(MAKERS, in_work),
    "download-binder": button(MAKERS, ready, done=200),
    "stop-binder": button(MAKERS, under_way),
    "clear-binder": button(MAKERS, ready),
}

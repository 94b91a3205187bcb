"""What each route of recognition answers to whom, and those open to everybody; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock
from luoshi.registers.models import Entry
from luoshi.registers.states import Stages
from luoshi.selection.models import Call
from luoshi.selection.recognition.actions import shown_of
from luoshi.selection.recognition.models import Announcement, Award, Certificate, Revocation
from luoshi.selection.recognition.queries import to_grant

from .expect_selection import READS_SELECTIONS
from .lines import EDITORS, EVERYBODY, OWN_RUNNERS, Expected, Form, button, edited, page, version

BUREAU = EDITORS | {"monitor"}
CONFIRMS = frozenset({"section_head", "bureau_leader"})  # the officer said it himself
LINKS = EDITORS | {"school_head", "deputy_head", "office"}


def today() -> str:
    return clock.today().isoformat()


def in_state(state: str, **said: Any) -> Form:
    """In this state, with no revocation waiting."""

    def form(row: Award, user: Any) -> dict[str, Any]:
        Revocation.objects.filter(award=row).delete()
        Award.objects.filter(pk=row.pk).update(state=state)
        return {"on": today(), **said, **version(row)}

    return form


def to_renew(row: Award, user: Any) -> dict[str, Any]:
    Award.objects.filter(pk=row.pk).update(valid_until=clock.today())
    return in_state("recognised", document_number="续1")(row, user)


def a_line(row: Award, user: Any) -> dict[str, Any]:
    """The register that this selection is about is one of which the school has a line."""
    entries = Entry.objects.filter(organisation=row.organisation, register__withdrawn_at=None)
    entry = entries.exclude(state="ended").order_by("-register__stages", "pk")[0]
    type(entry.register).objects.filter(pk=entry.register_id).update(stages=Stages.PROJECT)
    Entry.objects.filter(pk=entry.pk).update(state="confirmed", confirmed_at=clock.now())
    call = Call.objects.get(pk=row.call_id)
    Call.objects.filter(pk=call.pk).update(rules={**call.rules, "register": entry.register.key})
    return {"entry": entry.public_id, **version(row)}


def to_register(row: Call, user: Any) -> dict[str, Any]:
    shown = shown_of(list(to_grant(row)))
    return {"on": today(), "document_number": "示〔2026〕1号", "shown": shown, **version(row)}


def another(row: Call, user: Any) -> dict[str, Any]:
    said = {
        "document_number": "示〔2026〕2号",
        "title": "更正",
        "words": "更正名单。",
        "reason": "单位名称有误",
        "printed_by": "示例教育局办公室",
    }
    return {"on": today(), **said, **version(row)}


def unstamped(row: Announcement, user: Any) -> dict[str, Any]:
    """As it was before its stamp: outside the bureau there is no such paper then."""
    Announcement.objects.filter(pk=row.pk).update(stamped_at=None, stamped_by="")
    return version(row)


def not_announced(row: Call, user: Any) -> dict[str, Any]:
    """As it was before there was a paper."""
    for version_of_it in Announcement.objects.filter(call=row).order_by("-number"):
        version_of_it.delete()
    return {"reason": "由市政府行文公布", **version(row)}


def a_certificate(row: Any = None, user: Any = None) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("证书.jwt", Certificate.objects.all()[0].credential.encode())}


EXPECTED_RECOGNITION: dict[str, Expected] = {
    "awards": page(READS_SELECTIONS),
    "recognition-calls": page(BUREAU | OWN_RUNNERS),
    "recognition-call": Expected(get=BUREAU, post=EDITORS, form=to_register),
    "award": page(READS_SELECTIONS),
    "award-mid-term": edited(in_state("cultivated", passed="yes")),
    "award-accept": edited(in_state("cultivated")),
    "award-recognise": edited(in_state("accepted", document_number="认1")),
    "award-renew": edited(to_renew),
    "award-end": button(EDITORS, in_state("cultivated", reason="退出")),
    "award-resume": button(EDITORS, in_state("ended", reason="继续")),
    "award-revoke": edited(in_state("recognised", document_number="撤1", reason="核查属实")),
    "award-link": Expected(get=LINKS, post=LINKS, form=a_line),
    "award-certificate": page(READS_SELECTIONS),
    "award-credential": page(READS_SELECTIONS),
    "award-confirm-revocation": button(CONFIRMS),
    "award-drop-revocation": button(EDITORS),
    "announced": page(READS_SELECTIONS),
    "announcement": Expected(get=READS_SELECTIONS, post=EDITORS, form=another),
    "announcement-none": Expected(post=EDITORS, form=not_announced),
    "announcement-file": page(READS_SELECTIONS),
    "announcement-stamped": Expected(post=EDITORS, form=unstamped, others=404),
    "kind-certificate-sample": page(EDITORS | {"bureau_leader", "monitor"}),
    "kind-notice-sample": page(EDITORS | {"bureau_leader", "monitor"}),
    "public-notices": Expected(get=EVERYBODY, public=True),
    "public-announcement": Expected(get=EVERYBODY, public=True),
    "verify": Expected(get=EVERYBODY, public=True),
    "verify-certificate": Expected(get=EVERYBODY, public=True),
    "verify-file": Expected(post=EVERYBODY, public=True, form=a_certificate, done=200),
    "verify-key": Expected(get=EVERYBODY, public=True),
    "verify-revoked": Expected(get=EVERYBODY, public=True),
}

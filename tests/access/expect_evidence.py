"""What each route of the library answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock
from luoshi.evidence.models import Evidence, EvidenceFile, EvidenceRule, EvidenceUse
from luoshi.undertakings.models import Duty

from .expect_papers import post_of
from .lines import Expected, button, page, version

ADDERS = frozenset(
    {"school_head", "deputy_head", "office", "department_head", "task_owner", "teacher", "finance"}
)
BUREAUS = frozenset({"city_officer", "section_head", "bureau_leader", "county_officer", "county_leader"})
READERS_OF_IT = ADDERS | BUREAUS | {"party_secretary", "council_chair"}
CHANGERS = ADDERS


def said(row: Any = None, user: Any = None) -> dict[str, Any]:
    return {"title": "示例材料", "kind": "document", "grade": "2", "happened_on": clock.today().isoformat()}


def a_file(row: Any, user: Any = None) -> dict[str, Any]:
    return {**said(), "files": SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample")}


def a_link(row: Any, user: Any = None) -> dict[str, Any]:
    return {**said(), "link": "https://example.com/proof"}


def own(row: Any, user: Any) -> dict[str, Any]:
    """The piece as the person's own: whoever added it may change it."""
    post = post_of(user)
    if post is not None:
        Evidence.objects.filter(pk=row.pk).update(added_by=post)
    return version(row)


def to_take_out(use: Any, user: Any) -> dict[str, Any]:
    """A citation as the person's own: whoever cited it may take it out again."""
    post = post_of(user)
    if post is not None:
        EvidenceUse.objects.filter(pk=use.pk).update(cited_by=post)
    return {"reason": "换一份", **version(use)}


def in_use(row: Any, user: Any) -> dict[str, Any]:
    Evidence.objects.filter(pk=row.pk).update(withdrawn_at=None, withdrawn_reason="")
    return own(row, user)


def withdrawn(row: Any, user: Any) -> dict[str, Any]:
    Evidence.objects.filter(pk=row.pk).update(withdrawn_at=clock.now(), withdrawn_reason="示例")
    return own(row, user)


PART = b"%PDF-1.4 " + b"x" * 91


def unread(row: Any, user: Any) -> dict[str, Any]:
    """The own piece, of which no picture could be made."""
    EvidenceFile.objects.filter(about_id=row.public_id).update(state="none")
    return own(row, user)


def a_part(row: Any, user: Any) -> dict[str, Any]:
    digest = hashlib.sha256(PART).hexdigest()
    return {"offset": "0", "digest": digest, "part": SimpleUploadedFile("part", PART)}


def begun(row: Any, user: Any) -> dict[str, Any]:
    return {"name": "视频.mp4", "size": "100000000", "mark": "示例"}


def taken_on(duty: Any, user: Any) -> dict[str, Any]:
    Duty.objects.filter(pk=duty.pk).update(stage="undertaken", left_at=None)
    return version(duty)


def chosen(duty: Any, user: Any) -> dict[str, Any]:
    """A piece of the duty's own organisation."""
    taken_on(duty, user)
    row = Evidence.objects.filter(organisation=duty.organisation).first()
    return {"pieces": row.public_id if row else "", "pages": "1"}


def uploaded(duty: Any, user: Any) -> dict[str, Any]:
    taken_on(duty, user)
    return a_file(duty)


SETTERS = frozenset({"city_officer", "section_head"})


def a_rule(row: Any, user: Any) -> dict[str, Any]:
    post = post_of(user)
    EvidenceRule.objects.filter(organisation=post.organisation_id if post else None).delete()
    return {"too_many": "6", "statements": "40"}


def there_is_one(row: Any, user: Any) -> dict[str, Any]:
    post = post_of(user)
    if post is None:
        return {}
    given = {"too_many": 6, "statements": 40}
    rule, _ = EvidenceRule.objects.get_or_create(organisation=post.organisation, defaults=given)
    return version(rule)


EXPECTED_EVIDENCE: dict[str, Expected] = {
    "evidence": page(READERS_OF_IT),
    "evidence-gaps": page(READERS_OF_IT),
    "evidence-rule": Expected(get=SETTERS, post=SETTERS, form=a_rule, gate=True),
    "clear-evidence-rule": Expected(post=SETTERS, form=there_is_one, gate=True),
    "add-evidence": Expected(get=ADDERS, post=ADDERS, form=a_file),
    "add-evidence-link": Expected(get=ADDERS, post=ADDERS, form=a_link),
    "evidence-added": page(READERS_OF_IT),
    "evidence-many": Expected(get=ADDERS, post=ADDERS),
    "evidence-piece": page(READERS_OF_IT),
    "evidence-file": page(READERS_OF_IT),
    "evidence-preview": page(READERS_OF_IT),
    "evidence-preview-again": button(ADDERS, unread),
    "evidence-picture": page(READERS_OF_IT),
    "edit-evidence": Expected(
        get=frozenset({"office"}), post=ADDERS, form=lambda row, user: {**said(), **own(row, user)}
    ),
    "withdraw-evidence": button(ADDERS, lambda row, user: {"reason": "放错了", **in_use(row, user)}),
    "restore-evidence": button(ADDERS, withdrawn),
    "evidence-upload-begin": button(ADDERS, begun, done=200),
    "evidence-upload-part": button(ADDERS, a_part, done=200),
    "evidence-upload-discard": button(ADDERS),
    "duty-evidence": Expected(get=ADDERS, post=ADDERS, form=chosen),
    "duty-evidence-new": Expected(get=ADDERS, post=ADDERS, form=uploaded),
    "duty-evidence-remove": button(ADDERS, to_take_out),
}

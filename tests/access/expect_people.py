"""The lines of the pages about posts, lists of people and changes of organisations."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts import uploads
from luoshi.accounts.models import Membership, Organisation, User
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.evidence.binders.models import Folder
from luoshi.indicators.entry.models import Filing
from luoshi.papers.models import Approval, Brief
from luoshi.policies.models import Reading
from luoshi.progress.meetings.models import Case, Meeting, Resolution
from luoshi.progress.returns.models import Return, ReturnSheet
from luoshi.selection.applying.models import Application as SelectionApplication
from luoshi.selection.models import Call
from luoshi.undertakings.models import ChangeRequest
from tests.access.lines import (
    SECURITY_ADMIN,
    SEES_PEOPLE,
    SYSTEM_ADMIN,
    Expected,
    a_reason,
    admin,
    button,
    page,
    version,
)

HELD: tuple[tuple[Any, str], ...] = (
    (Approval, "author"),
    (Brief, "author"),
    (ChangeRequest, "author"),
    (Meeting, "runner"),
    (Case, "runner"),
    (Resolution, "owner"),
    (Return, "officer"),
    (ReturnSheet, "author"),
    (Folder, "owner"),
    (Filing, "opened_by"),
    (Call, "officer"),
    (SelectionApplication, "owner"),
)


def _let_go(user: Any) -> None:
    """What this person has under way ends or is somebody else's."""
    Reading.objects.filter(started_by=user).update(state="discarded")
    other = Membership.objects.exclude(user=user).order_by("id")[0]
    for model, field in HELD:
        model._base_manager.filter(**{f"{field}__user": user}).update(**{field: other})


def nothing_held(row: Any, user: Any = None) -> dict[str, Any]:
    """Taking a post back: nothing points to it any more."""
    _let_go(row.user)
    return a_reason(row)


def leaves_later(row: Any, user: Any = None) -> dict[str, Any]:
    ends = clock.today() + dt.timedelta(days=30)
    Membership.objects.filter(pk=row.pk).update(end=ends)
    return a_reason(row)


def leaves(user: Any, by: Any = None) -> dict[str, Any]:
    """The person leaves the post for which nobody has to be found."""
    post = Membership.objects.filter(user=user).order_by("-id")[0]
    Membership.objects.filter(pk=post.pk).update(end=None)
    _let_go(user)
    return {
        f"leave-{post.public_id}": "on",
        f"version-{post.public_id}": post.version,
        "on": clock.today().isoformat(),
        "reason": "调任",
    }


def a_second_name(row: Any, user: Any = None) -> dict[str, Any]:
    return {"name": "示例技师学院", "on": clock.today().isoformat(), "sure": "1", **version(row)}


def its_day_has_come(row: Any, user: Any = None) -> dict[str, Any]:
    today = clock.today()
    given = {"name": ["示例技师学院"], "on": [today.isoformat()]}
    type(row).objects.filter(pk=row.pk).update(on=today, given=given)
    return version(row)


def a_list(row: Any, user: Any = None) -> dict[str, Any]:
    book = openpyxl.Workbook()
    for cells in (["姓名", "手机号", "岗位"], ["示例新人", "19900001111", "教师"]):
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("名单.xlsx", stream.getvalue())
    post = user.memberships.order_by("id").first() if user else None
    return {"file": file, "organisation": post.organisation.public_id if post else ""}


def a_school_to_invite(row: Any, user: Any = None) -> dict[str, Any]:
    asking = user.pk if user else None  # a new password signs out
    User.objects.filter(cast_key="teacher").exclude(pk=asking).update(password="!")
    top = Organisation.objects.filter(kind="city_bureau").order_by("id")[0]
    return {"organisation": top.public_id, "days": "3"}


def just_read(row: Any, user: Any = None) -> dict[str, Any]:
    type(row).objects.filter(pk=row.pk).update(state="read")
    return version(row)


def looked_at(row: Any, user: Any) -> dict[str, Any]:
    """Confirming a list: what it brings about was seen."""
    admin_post = Membership.objects.get(user__cast_key="security-admin")
    return {"stamp": uploads.planned(row, actor_for(admin_post)).stamp(), **version(row)}


SENDERS = frozenset({"office", "county_officer", "security_admin"})
SUCCESSORS = frozenset({"office"})
EXPECTED: dict[str, Expected] = {
    "end-post": admin(SECURITY_ADMIN, nothing_held),
    "keep-post": admin(SECURITY_ADMIN, leaves_later),
    "leave-posts": Expected(get=SECURITY_ADMIN, post=SECURITY_ADMIN, form=leaves, gate=True),
    "handover": Expected(get=SUCCESSORS | SECURITY_ADMIN),
    "change-organisation": Expected(get=SECURITY_ADMIN, post=SECURITY_ADMIN, form=a_second_name),
    "undo-organisation-change": Expected(post=SECURITY_ADMIN, form=version),
    "withdraw-planned-change": button(SECURITY_ADMIN),
    "carry-out-planned-change": button(SECURITY_ADMIN, its_day_has_come),
    "invitations": Expected(
        get=SYSTEM_ADMIN, post=SYSTEM_ADMIN, form=a_school_to_invite, done=200, query="?days=3"
    ),
    "people-xlsx": page(SEES_PEOPLE | SECURITY_ADMIN),
    "lists": Expected(get=SENDERS, post=SENDERS, form=a_list),
    "list-template": Expected(get=SENDERS),
    "list-upload": Expected(get=SENDERS),
    "propose-list": Expected(post=SENDERS - SECURITY_ADMIN, form=just_read, others=404),
    "apply-list": button(SECURITY_ADMIN, looked_at),
    "return-list": button(SECURITY_ADMIN, a_reason),
    "discard-list": button(SENDERS),
    "receive-handover": button(SUCCESSORS, version),
}

"""What each route of data forms answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.dataforms import excel
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.dataforms.queries import draft_of
from luoshi.home.profile.queries import profile_of

from .lines import LEADERS, SEES_PEOPLE, Expected, button, page, version

READS_FORMS = SEES_PEOPLE
OFFICE = frozenset({"office"})
FORM_EDITORS = frozenset({"city_officer", "section_head", "county_officer"})
assert LEADERS <= READS_FORMS


def a_profile(school: Any, user: Any = None) -> dict[str, Any]:
    return {
        "name": "示例学校",
        "sort": "c1",
        "owner": "c1",
        "contact": "示例",
        "phone": "0717",
        "students": "10",
        "teachers": "3",
        "specialist": "2",
        "dual": "1",
        "_version": profile_of(school).answer_version or "",
    }


def a_sheet(school: Any, user: Any = None) -> dict[str, Any]:
    """The school's own workbook, as it is downloaded."""
    if user is None:
        return {}
    profile = profile_of(school)
    data = excel.issue(
        profile.version,
        organisation=school.public_id,
        organisation_name=school.name,
        values=profile.values(),
        actor=actor_for(user.memberships.get()),
    )
    return {"sheet": SimpleUploadedFile("概况.xlsx", data)}


def a_reason(row: Any, user: Any = None) -> dict[str, Any]:
    return {"reason": "按某通知办理", **version(row)}


def withdrawn(row: Any, user: Any = None) -> dict[str, Any]:
    FormDefinition.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    return version(row)


def with_an_earlier_version(row: Any) -> FormVersion:
    """The version under work comes after one that is in use."""
    first = FormVersion.objects.create(
        definition=row.definition, number=0, content=row.content, published_at=clock.now()
    )
    FormDefinition.objects.filter(pk=row.definition_id).update(current=first)
    return first


def given_up(row: Any, user: Any = None) -> dict[str, Any]:
    with_an_earlier_version(row)
    return version(row)


def just_published(row: Any, user: Any = None) -> dict[str, Any]:
    with_an_earlier_version(row)
    FormVersion.objects.filter(pk=row.pk).update(published_at=clock.now())
    FormDefinition.objects.filter(pk=row.definition_id).update(current=row)
    return a_reason(row)


def no_draft(row: Any, user: Any = None) -> dict[str, Any]:
    draft = draft_of(row)
    if draft is not None:
        draft.delete()
    return {}


def a_check_to_change(row: Any, user: Any = None) -> dict[str, Any]:
    return {
        "must-mode": "all",
        "must-0-field": "f1",
        "must-0-op": "filled",
        "message": "请填写。",
        **version(row),
    }


def form_of(**fields: str) -> Any:
    return lambda row, user=None: {**fields, **version(row)}


def edits(form: Any) -> Expected:
    return Expected(get=FORM_EDITORS, post=FORM_EDITORS, form=form)


EDITOR: dict[str, Expected] = {
    "forms": page(FORM_EDITORS),
    "new-form": edits(lambda row, user=None: {"title": "示例表", "purpose": "了解情况"}),
    "form": page(FORM_EDITORS),
    "form-facts": edits(form_of(title="另一名称", purpose="了解情况")),
    "withdraw-form": button(FORM_EDITORS, a_reason),
    "restore-form": button(FORM_EDITORS, withdrawn),
    "draft-form": button(FORM_EDITORS, no_draft),
    "form-version": page(FORM_EDITORS),
    "add-field": edits(form_of(label="新的一项")),
    "edit-field": edits(form_of(label="改了名称")),
    "add-check": edits(a_check_to_change),
    "edit-check": edits(a_check_to_change),
    "arrange-form": button(FORM_EDITORS, form_of(do="down f1")),
    "try-form": Expected(get=FORM_EDITORS, post=FORM_EDITORS, form=form_of(f1="试填"), done=200),
    "print-form": page(FORM_EDITORS),
    "publish-form": edits(version),
    "discard-form": button(FORM_EDITORS, given_up),
    "withdraw-version": button(FORM_EDITORS, just_published),
}
EXPECTED_FORMS: dict[str, Expected] = {
    **EDITOR,
    "profiles": page(READS_FORMS),
    "profile": page(READS_FORMS),
    "print-profile": page(READS_FORMS),
    "profile-pdf": page(READS_FORMS),
    "profile-file": page(READS_FORMS),
    "profile-history": page(READS_FORMS),
    "profile-sheet": page(OFFICE),
    "edit-profile": Expected(get=OFFICE, post=OFFICE, form=a_profile),
    "upload-profile": Expected(get=OFFICE, post=OFFICE, form=a_sheet, done=200),
}

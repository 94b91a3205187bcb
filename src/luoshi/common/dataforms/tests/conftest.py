"""A form of the city bureau, published, and answers to it. Organisations are plain numbers here."""

import pytest

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms import actions
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.dataforms.tests.samples import CONTENT

BUREAU, SCHOOL, OTHER = 1, 7, 8


def actor(organisation, *permissions, name="示例陈", path=None):
    return Actor(
        user_id=organisation,
        user_public_id=f"user{organisation}",
        name=name,
        role="clerk",
        role_name="经办",
        organisation_id=organisation,
        organisation_public_id=f"organisation{organisation}",
        organisation_name=f"示例单位{organisation}",
        path=path
        if path is not None
        else f"{BUREAU:08x}{organisation:08x}"
        if organisation != BUREAU
        else f"{BUREAU:08x}",
        permissions=frozenset(permissions),
    )


@acts.act("test.answer", who=lambda by, target: True)
def answer_form(*, by, **given):
    return actions.save_answer(by=by, organisation_id=by.organisation_id, **given)


@acts.act("test.publish", who=lambda by, target: True)
def publish_now(*, version, steps=(), by):
    return actions.publish_version(version=version, steps=steps, by=by)


for _name in ("test.answer", "test.publish"):
    del acts.REGISTRY[_name]


@pytest.fixture
def editor():
    return actor(BUREAU, "edit_forms")


@pytest.fixture
def school():
    return actor(SCHOOL, name="示例林")


@pytest.fixture
def definition(db, editor):
    found = actions.start_form(title="示例情况表", purpose="了解情况", basis="示例〔2026〕1号", by=editor)
    draft = draft_of(found)
    actions.change_draft(version_row=draft, content=CONTENT, by=editor, version=draft.version)
    actions.publish(version_row=draft, steps=(), by=editor, version=draft.version)
    return FormDefinition.objects.select_related("current").get()

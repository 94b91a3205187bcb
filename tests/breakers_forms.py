"""What breaks each invariant of data forms, and the rows it needs."""

from luoshi.accounts.models import Organisation
from luoshi.accounts.permissions import only_the_system
from luoshi.common import acts, clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import actions
from luoshi.common.dataforms.models import Answer, AnswerCell, FormDefinition, FormVersion
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.dataforms.tests.samples import CONTENT, VALUES


def make_forms() -> None:
    """A published form with one answer, and a second form still being written."""
    _make(by=system_actor())


@acts.act("test.make_forms", who=only_the_system)
def _make(*, by) -> None:
    bureau = Organisation.objects.get(key="yichang")
    owner = {"owner_id": bureau.pk, "owner_public_id": bureau.public_id, "owner_name": bureau.name}
    first = actions.set_up_form(key="one", title="表一", content=CONTENT, by=by, **owner)
    actions.set_up_form(key="two", title="表二", content=CONTENT, by=by, **owner)
    actions.draft_version(definition=first, by=by)
    school = Organisation.objects.filter(kind="school").order_by("id").first()
    actions.save_answer(
        version_of_form=first.current,
        about=None,
        organisation_id=school.pk,
        organisation_name=school.name,
        values=VALUES,
        answer_version=0,
        by=by,
    )


del acts.REGISTRY["test.make_forms"]


def _unread() -> None:
    """The draft, spoilt, and published past the acts: a version that is published already cannot be spoilt."""
    spoilt = {"fields": [{"key": "A B"}]}
    FormVersion.objects.filter(published_at__isnull=True).update(content=spoilt, published_at=clock.now())


def _draft_in_use() -> None:
    definition = FormDefinition.objects.get(key="one")
    definition.current = draft_of(definition)
    definition.save()


def _nobodys_file() -> None:
    answer = Answer.objects.order_by("id").first()
    answer.values = {**answer.values, "papers": [{"id": "nobodys", "text": "示例.pdf", "size": 1}]}
    answer.save()


BREAKERS = {
    "form-published": _unread,
    "form-current": _draft_in_use,
    "answer-version": lambda: Answer.objects.update(definition=FormDefinition.objects.get(key="two")),
    "answer-sealed": lambda: Answer.objects.update(sealed=b"0" * 60),
    "answer-files": _nobodys_file,
    "answer-cells": lambda: AnswerCell.objects.filter(number__isnull=False).update(number=1),
}

"""Returns on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.permissions import only_the_system
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.models import Answer, FormVersion
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.models import Job
from luoshi.progress.returns import actions
from luoshi.progress.returns.models import Return, ReturnSheet

CONTENT = {"fields": [{"key": "number", "kind": "integer", "label": "人数"}]}


def make_rows() -> None:
    """One that was sent out, with a sheet that came; one whose template is being read."""
    _make(by=system_actor())


@acts.act("test.make_returns", who=only_the_system)
def _make(*, by: Any) -> None:
    officer = Membership.objects.filter(role="city_officer").order_by("pk").first()
    row = _return(actor_for(officer))
    draft = draft_of(row.definition)
    acts.change(draft, content=CONTENT)
    actions.open_return(row=row, by=actor_for(officer))
    sheet = row.sheets.order_by("pk")[0]
    answer = Answer.objects.create(
        definition=row.definition,
        form_version=row.form_version,
        about_type="returns.returnsheet",
        about_id=sheet.public_id,
        organisation_id=sheet.organisation_id,
        organisation_name="示例",
        values={"number": 1},
    )
    now = clock.now()
    came = {
        "answer_version": answer.version,
        "sent_at": now,
        "first_sent_at": now,
        "author": officer,
        "number": 1,
    }
    ReturnSheet.objects.filter(pk=sheet.pk).update(state="sent", **came)
    other = _return(actor_for(officer))
    job = Job.objects.create(kind="returns.read_template", object_id="x")
    Return.objects.filter(pk=other.pk).update(reading="waiting", job=job)


def _return(by: Any) -> Return:
    until = clock.now() + dt.timedelta(days=3)
    facts = actions.Facts(title="示例", basis="示例", section="示例", purpose="示例", until=until)
    made: Return = actions.start_return(facts=facts, by=by)
    return made


del acts.REGISTRY["test.make_returns"]


def _another_form() -> None:
    row = Return.objects.exclude(form_version=None).get()
    other = FormVersion.objects.exclude(definition=row.definition).exclude(published_at=None).first()
    Return.objects.filter(pk=row.pk).update(form_version=other)


def _sheets(**fields: Any) -> None:
    ReturnSheet.objects.filter(state="sent").update(**fields)


BREAKERS: dict[str, Any] = {
    "return-template-job": lambda: Return.objects.filter(reading="waiting").update(job=None),
    "return-sheet-sent": lambda: _sheets(answer_version=99),
    "return-sheet-own": lambda: Answer.objects.filter(about_type="returns.returnsheet").update(
        organisation_id=1
    ),
    "return-sheet-steps": lambda: _sheets(state="checking"),
    "return-sheet-agreed": lambda: Return.objects.update(asks_steps=True),
    "return-form-own": _another_form,
}

"""Applications that panels and reviews of the test world write as rows come as the acts would have left them."""

from __future__ import annotations

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock
from luoshi.core.selection import read_rules
from luoshi.papers.models import Approval, Sending, SendingFile
from luoshi.selection.applying import receiving, sent
from luoshi.selection.applying.kinds import KIND
from luoshi.selection.applying.models import Application, FormalCheck
from luoshi.selection.applying.queries import legs_of, page_of
from luoshi.selection.models import Call


def arrive(call: Call) -> None:
    """All of this call: agreed to, received now and in time, each line of the formal check met."""
    now = clock.now()
    acts.change(call, until=now, closed_at=now, received=Application.objects.filter(call=call).count())
    rows = Application.objects.filter(call=call).select_related("owner", "organisation", "call")
    for number, row in enumerate(rows.order_by("pk"), 1):
        given = receiving.receipt_of(row, number, now, actor_for(row.owner))
        acts.change(row, sequence=number, sent_at=now, receipt=given, approval=_approval(row))
        for line in read_rules(call.rules).checks:
            acts.create(FormalCheck, application=row, item=line.key, met=True, checked_at=now)


def _approval(row: Application) -> Approval:
    made: Approval = acts.create(
        Approval,
        kind=KIND.key,
        title=f"{row.call.title}：{row.title}",
        href=page_of(row),
        about_type="applying.application",
        about_id=row.public_id,
        organisation=row.organisation,
        author=row.owner,
        state="passed",
        reached=len(legs_of(row)),
        ended_at=clock.now(),
    )
    content = sent.content_of(row)
    said = {"title": content.title, "body": content.as_json(), "reached": made.reached}
    sending = acts.create(Sending, approval=made, number=1, **said)
    for file in sent.files_of(row):
        acts.create(SendingFile, sending=sending, stored=file.stored, name=file.name)
    return made

"""The school's acts on a workplan that goes through steps; the mechanism is papers' `Course`."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import Course, Proof
from luoshi.papers.actions.moving import post_of
from luoshi.papers.routes import legs_up_to

from .. import permissions, snapshot
from ..kinds import KIND
from ..models import Workplan, WorkplanFile
from ..queries import open_workplan
from ..standing import note
from ..states import WORKPLAN, WorkplanState
from .changing import refuse_unless_changeable
from .writing import bring_city_numbers, follow_duties

LONGEST_PART = 60
WRITER, AUTHOR = permissions.can_write_workplan, permissions.is_author_of_workplan


def check_complete(workplan: Workplan) -> None:
    left = workplan.missing_to_submit()
    if left:
        more = f"（共 {len(left)} 处，页面上都列出来了）" if len(left) > 1 else ""
        raise RuleBroken(f"还不能报送：{left[0]}{more}")


def parts_of(workplan: Workplan) -> list[tuple[str, str]]:
    """What is commented on and returned by itself: each task; when it comes again, or anew as a version of what is
    filed, those that were changed.
    """
    parts = snapshot.taken(workplan)
    changed = snapshot.changed_since(workplan, parts)
    named = [(part["part"], part["title"][:LONGEST_PART]) for part in parts]
    return [pair for pair in named if pair[0] in changed] or named


def legs_of(workplan: Workplan) -> list[Organisation]:
    return legs_up_to(workplan.organisation, workplan.plan.issuer)


COURSE = Course(
    workflow=WORKPLAN,
    app="workplans",
    noun="workplan",
    kind=KIND,
    page="workplan",
    parts=parts_of,
    file=WorkplanFile,
    holder="workplan",
    content=snapshot.content_of,
    legs=legs_of,
    check=check_complete,
)


@acts.act("workplans.send_workplan", who=WRITER, on="workplan")
def send_workplan(*, workplan: Workplan, by: Actor) -> Workplan:
    """Off it goes: the school's own steps, the county, the bureau that issued the plan. Whoever sends is its author."""
    author = post_of(by)
    if workplan.author_id != author.pk:
        acts.change(workplan, author=author)
    COURSE.send(workplan, by)
    return workplan


@acts.act("workplans.recall_workplan", who=AUTHOR, on="workplan")
def recall_workplan(*, workplan: Workplan, by: Actor) -> Workplan:
    COURSE.recall(workplan, by)
    bring_city_numbers(workplan)
    return workplan


@acts.act("workplans.resubmit_workplan", who=AUTHOR, on="workplan")
def resubmit_workplan(*, workplan: Workplan, by: Actor, comment: str = "") -> Workplan:
    """Mended and sent again; what was not returned stays as it was agreed."""
    COURSE.resubmit(workplan, by, comment)
    for part in workplan.parts.filter(returned=True):
        acts.change(part, returned=False, words="")
    return workplan


@acts.act("workplans.withdraw_workplan", who=WRITER, on="workplan")
def withdraw_workplan(*, workplan: Workplan, by: Actor, reason: str) -> Workplan:
    """Given up; can be taken up again as a draft. One that was sent is given up by whoever sent it."""
    if workplan.state == WorkplanState.RETURNED and workplan.author_id != by.membership_id:
        raise RuleBroken("退回修改的方案由报送人作废，请与报送人联系。")
    COURSE.withdraw(workplan, by, reason)
    note(workplan, by)
    return workplan


@acts.act("workplans.restore_workplan", who=WRITER, on="workplan")
def restore_workplan(*, workplan: Workplan, by: Actor) -> Workplan:
    """A draft again, as long as no other one is being written."""
    other = open_workplan(workplan.organisation_id, workplan.plan, workplan.round)
    if other is not None:
        raise RuleBroken("已经另有一份编制中的实施方案，不能再恢复这一份。要用这一份的，请先作废那一份。")
    COURSE.restore(workplan, by)
    for part in workplan.parts.filter(returned=True):
        acts.change(part, returned=False, words="")
    follow_duties(workplan)
    note(workplan, by)
    return workplan


@acts.act("workplans.add_files", who=WRITER, on="workplan")
def add_files(*, workplan: Workplan, files: Sequence[Proof], by: Actor) -> Workplan:
    refuse_unless_changeable(workplan)
    COURSE.add_files(workplan, files)
    return workplan


@acts.act("workplans.remove_file", who=WRITER, on="workplan")
def remove_file(*, workplan: Workplan, file: WorkplanFile, by: Actor) -> Workplan:
    COURSE.remove_file(workplan, file)
    return workplan


@acts.act("workplans.restore_file", who=WRITER, on="workplan")
def restore_file(*, workplan: Workplan, file: WorkplanFile, by: Actor) -> Workplan:
    COURSE.restore_file(workplan, file)
    return workplan

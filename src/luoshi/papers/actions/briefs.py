"""呈批件: written, sent, recalled, mended, given up, taken up again: the author's acts."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..kinds import BRIEF_KIND
from ..models import Brief, BriefFile
from ..routes import legs_up_to, reachable_tops
from ..states import BRIEF, ApprovalState, BriefState
from .moving import post_of
from .proofs import MOST_FILES, Proof
from .sending import recall_approval, resubmit_approval, start_approval, withdraw_approval

CHANGEABLE = (BriefState.DRAFT, BriefState.RETURNED)


@acts.act("papers.start_brief", who=permissions.can_write_papers, under="organisation")
def start_brief(
    *,
    organisation: Organisation,
    title: str,
    up_to: Organisation,
    by: Actor,
    kind: str = Brief.Kind.REQUEST,
    text: str = "",
    files: Sequence[Proof] = (),
) -> Brief:
    """A draft of the acting post. Raises RuleBroken where it cannot be sent that way."""
    author = post_of(by)
    _check_top(author.organisation, up_to)
    brief: Brief = acts.create(
        Brief,
        organisation=author.organisation,
        author=author,
        kind=kind,
        title=title.strip(),
        text=text,
        up_to=up_to,
    )
    _add_files(brief, files)
    return brief


def _check_top(organisation: Organisation, up_to: Organisation) -> None:
    if up_to.pk not in {each.pk for each in reachable_tops(organisation)}:
        raise RuleBroken("只能报给本单位或上级单位，请重新选择。")


def _add_files(brief: Brief, files: Sequence[Proof]) -> None:
    if brief.files.filter(removed_at__isnull=True).count() + len(files) > MOST_FILES:
        raise RuleBroken(f"附件最多 {MOST_FILES} 个，请先移除几个。")
    for file in files:
        acts.create(BriefFile, brief=brief, stored=file.stored, name=file.name)


@acts.act("papers.change_brief", who=permissions.is_author_of_brief, on="brief")
def change_brief(
    *,
    brief: Brief,
    title: str,
    up_to: Organisation,
    kind: str,
    text: str,
    by: Actor,
    files: Sequence[Proof] = (),
) -> Brief:
    """Only while it is a draft or was returned; where it goes only while it is a draft."""
    _refuse_unless(brief, "修改")
    if brief.state == BriefState.RETURNED and up_to != brief.up_to:
        raise RuleBroken("已经报送过的，不能改报送单位；要改的请先作废，恢复为草稿后再报。")
    _check_top(brief.organisation, up_to)
    acts.change(brief, title=title.strip(), up_to=up_to, kind=kind, text=text)
    _add_files(brief, files)
    return brief


def _refuse_unless(brief: Brief, what: str) -> None:
    if brief.state not in CHANGEABLE:
        raise RuleBroken(f"现在的状态是“{brief.get_state_display()}”，不能{what}。还没有人办理的可以先撤回。")


@acts.act("papers.remove_brief_file", who=permissions.is_author_of_brief, on="brief")
def remove_brief_file(*, brief: Brief, file: BriefFile, by: Actor) -> Brief:
    _refuse_unless(brief, "移除附件")
    acts.change(file, removed_at=clock.now())
    return brief


@acts.act("papers.restore_brief_file", who=permissions.is_author_of_brief, on="brief")
def restore_brief_file(*, brief: Brief, file: BriefFile, by: Actor) -> Brief:
    _refuse_unless(brief, "恢复附件")
    if brief.files.filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise RuleBroken(f"附件最多 {MOST_FILES} 个，请先移除几个。")
    acts.change(file, removed_at=None)
    return brief


@acts.act("papers.send_brief", who=permissions.is_author_of_brief, on="brief")
def send_brief(*, brief: Brief, by: Actor) -> Brief:
    """Off it goes, through the own chain and those above up to where it is addressed."""
    _check_complete(brief)
    approval = start_approval(
        about=brief,
        kind=BRIEF_KIND.key,
        title=brief.title,
        href=reverse("brief", args=[brief.public_id]),
        legs=legs_up_to(brief.organisation, brief.up_to),
        parts=[("text", "正文"), ("files", "附件")],
        content=brief.content(),
        files=_files_of(brief),
        by=by,
    )
    BRIEF.make("papers.send_brief", brief, approval=approval)
    return brief


def _files_of(brief: Brief) -> list[Proof]:
    return [Proof(file.stored, file.name) for file in brief.files.filter(removed_at__isnull=True)]


def _check_complete(brief: Brief) -> None:
    missing = brief.missing_to_send()
    if missing:
        raise RuleBroken(f"还缺{'、'.join(missing)}，请补上后再报送。")


@acts.act("papers.recall_brief", who=permissions.is_author_of_brief, on="brief")
def recall_brief(*, brief: Brief, by: Actor) -> Brief:
    """Back to the draft, while nobody has done anything with it. The draft belongs to no round: who saw the round
    sees nothing of what is written now."""
    if brief.approval is not None:
        recall_approval(approval=brief.approval, by=by)
    BRIEF.make("papers.recall_brief", brief, approval=None)
    return brief


@acts.act("papers.resubmit_brief", who=permissions.is_author_of_brief, on="brief")
def resubmit_brief(*, brief: Brief, by: Actor, comment: str = "") -> Brief:
    """Mended and sent again."""
    _check_complete(brief)
    if brief.approval is not None:
        resubmit_approval(
            approval=brief.approval,
            by=by,
            comment=comment,
            title=brief.title,
            content=brief.content(),
            files=_files_of(brief),
        )
    BRIEF.make("papers.resubmit_brief", brief)
    return brief


@acts.act("papers.withdraw_brief", who=permissions.is_author_of_brief, on="brief")
def withdraw_brief(*, brief: Brief, by: Actor, reason: str) -> Brief:
    """Given up; can be taken up again as a draft. Given up as a draft it stays with its author."""
    approval = brief.approval if brief.state == BriefState.RETURNED else None
    if approval is not None and approval.state == ApprovalState.RETURNED:
        withdraw_approval(approval=approval, by=by, reason=reason)
    BRIEF.make("papers.withdraw_brief", brief, reason=reason, approval=approval)
    return brief


@acts.act("papers.restore_brief", who=permissions.is_author_of_brief, on="brief")
def restore_brief(*, brief: Brief, by: Actor) -> Brief:
    BRIEF.make("papers.restore_brief", brief, approval=None)
    return brief

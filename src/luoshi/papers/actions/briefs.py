"""呈批件: written, sent, recalled, mended, given up, taken up again: the author's acts."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..kinds import BRIEF_KIND
from ..models import Brief, BriefFile
from ..routes import legs_up_to, reachable_tops
from ..states import BRIEF, BriefState
from .courses import Course
from .moving import post_of
from .proofs import Proof


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
    COURSE.add_files(brief, files)
    return brief


def _check_top(organisation: Organisation, up_to: Organisation) -> None:
    if up_to.pk not in {each.pk for each in reachable_tops(organisation)}:
        raise RuleBroken("只能报给本单位或上级单位，请重新选择。")


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
    COURSE.refuse_unless_changeable(brief, "修改")
    if brief.state == BriefState.RETURNED and up_to != brief.up_to:
        raise RuleBroken("已经报送过的，不能改报送单位；要改的请先作废，恢复为草稿后再报。")
    _check_top(brief.organisation, up_to)
    acts.change(brief, title=title.strip(), up_to=up_to, kind=kind, text=text)
    COURSE.add_files(brief, files)
    return brief


def _check_complete(brief: Brief) -> None:
    missing = brief.missing_to_send()
    if missing:
        raise RuleBroken(f"还缺{'、'.join(missing)}，请补上后再报送。")


COURSE = Course(
    workflow=BRIEF,
    app="papers",
    noun="brief",
    kind=BRIEF_KIND,
    page="brief",
    parts=(("text", "正文"), ("files", "附件")),
    file=BriefFile,
    holder="brief",
    content=lambda brief, by: brief.content(),
    legs=lambda brief: legs_up_to(brief.organisation, brief.up_to),
    check=_check_complete,
)


@acts.act("papers.remove_brief_file", who=permissions.is_author_of_brief, on="brief")
def remove_brief_file(*, brief: Brief, file: BriefFile, by: Actor) -> Brief:
    return COURSE.remove_file(brief, file)


@acts.act("papers.restore_brief_file", who=permissions.is_author_of_brief, on="brief")
def restore_brief_file(*, brief: Brief, file: BriefFile, by: Actor) -> Brief:
    return COURSE.restore_file(brief, file)


@acts.act("papers.send_brief", who=permissions.is_author_of_brief, on="brief")
def send_brief(*, brief: Brief, by: Actor) -> Brief:
    """Off it goes, through the own chain and those above up to where it is addressed."""
    return COURSE.send(brief, by)


@acts.act("papers.recall_brief", who=permissions.is_author_of_brief, on="brief")
def recall_brief(*, brief: Brief, by: Actor) -> Brief:
    return COURSE.recall(brief, by)


@acts.act("papers.resubmit_brief", who=permissions.is_author_of_brief, on="brief")
def resubmit_brief(*, brief: Brief, by: Actor, comment: str = "") -> Brief:
    return COURSE.resubmit(brief, by, comment)


@acts.act("papers.withdraw_brief", who=permissions.is_author_of_brief, on="brief")
def withdraw_brief(*, brief: Brief, by: Actor, reason: str) -> Brief:
    return COURSE.withdraw(brief, by, reason)


@acts.act("papers.restore_brief", who=permissions.is_author_of_brief, on="brief")
def restore_brief(*, brief: Brief, by: Actor) -> Brief:
    return COURSE.restore(brief, by)

"""A matter a school cannot settle by itself climbs: county, city, an outside body. Each level answers, solves, sends it
down or passes it up; every step stays with its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.posts import held_post
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers.actions import Proof

from .. import permissions
from ..models import Raised, RaisedStep
from ..queries import bureau_above, runners_of
from ..states import MATTER, Level, Said

HANDLES = permissions.can_handle_matter
_LEVELS = {
    Organisation.Kind.SCHOOL: Level.SCHOOL,
    Organisation.Kind.COUNTY_BUREAU: Level.COUNTY,
    Organisation.Kind.CITY_BUREAU: Level.CITY,
}


def _level_of(organisation: Organisation) -> Level:
    return _LEVELS[Organisation.Kind(organisation.kind)]


@acts.act("meetings.raise_matter", who=permissions.can_raise_matter)
def raise_matter(*, title: str, words: str, by: Actor, **facts: Any) -> Raised:
    """Off to the next bureau up."""
    author = held_post(by.membership_id)
    above = bureau_above(author.organisation)
    if above is None:
        raise RuleBroken("本校没有上级教育局，请与管理员核对单位的隶属。")
    made: Raised = acts.create(
        Raised, organisation=author.organisation, author=author, title=title, words=words, level=_level_of(above),
        holder=above, **facts,
    )  # fmt: skip
    _step(made, Said.RAISE, words, by)
    _tell(made, "学校提出需协调事项", by)
    return made


def set_right(raised: Raised) -> bool:
    """To the next bureau up where whose turn it was is no longer above the school; whether it was."""
    above = bureau_above(raised.organisation)
    if above is None or raised.organisation.path.startswith(raised.holder.path):
        return False
    acts.change(raised, holder=above, level=_level_of(above))
    return True


def _step(raised: Raised, kind: Said, words: str, by: Actor, file: Proof | None = None) -> None:
    said = words.strip()
    if not said:
        raise RuleBroken("请先写一句话说明，再办理。")
    acts.create(
        RaisedStep, raised=raised, kind=kind, words=said, said_by_id=by.membership_id,
        organisation_id=by.organisation_id, stored=file.stored if file else None, name=file.name[-120:] if file else "",
    )  # fmt: skip


def _tell(raised: Raised, what: str, by: Actor) -> None:
    """Whose turn it is, and the school that raised it."""
    posts = {
        post.pk: post for place in (raised.holder_id, raised.organisation_id) for post in runners_of(place)
    }
    tell(
        to=[post for post in posts.values() if post.user_id != by.user_id],
        title=f"{what}：{raised.title}",
        kind="meetings",
        href=reverse("matter", args=[raised.public_id]),
        about=raised,
        by=by,
    )


@acts.act("meetings.answer_matter", who=HANDLES, on="raised")
def answer_matter(*, raised: Raised, said: str, by: Actor) -> Raised:
    """Said, and still with the same level."""
    MATTER.make("meetings.answer_matter", raised)
    _step(raised, Said.ANSWER, said, by)
    _tell(raised, "需协调事项有答复", by)
    return raised


@acts.act("meetings.solve_matter", who=HANDLES, on="raised")
def solve_matter(*, raised: Raised, said: str, by: Actor) -> Raised:
    MATTER.make("meetings.solve_matter", raised)
    _step(raised, Said.SOLVE, said, by)
    _tell(raised, "需协调事项已解决", by)
    return raised


@acts.act("meetings.pass_up_matter", who=HANDLES, on="raised")
def pass_up_matter(*, raised: Raised, said: str, by: Actor) -> Raised:
    MATTER.make("meetings.pass_up_matter", raised)
    above = bureau_above(raised.holder)
    if above is None:
        raise RuleBroken("已经到最上一级，不能再报。需要外部单位协调的，请发函。")
    acts.change(raised, holder=above, level=_level_of(above))
    _step(raised, Said.PASS_UP, said, by)
    _tell(raised, "下级报来需协调事项", by)
    return raised


@acts.act("meetings.send_down_matter", who=HANDLES, on="raised")
def send_down_matter(*, raised: Raised, said: str, by: Actor) -> Raised:
    """One level down: from the city to the county between, else to the school."""
    MATTER.make("meetings.send_down_matter", raised)
    between = bureau_above(raised.organisation)
    down = between if between is not None and between.pk != raised.holder_id else raised.organisation
    acts.change(raised, holder=down, level=_level_of(down))
    _step(raised, Said.SEND_DOWN, said, by)
    _tell(raised, "需协调事项转由你单位办理", by)
    return raised


@acts.act("meetings.ask_outside", who=HANDLES, on="raised")
def ask_outside(*, raised: Raised, addressee: str, request: str, by: Actor) -> Raised:
    """The letter is drafted from this; it stays with the bureau until the reply is entered."""
    MATTER.make("meetings.ask_outside", raised)
    acts.change(raised, level=Level.OUTSIDE, addressee=addressee, request=request)
    _step(raised, Said.ASK, f"发函{addressee}：{request}", by)
    _tell(raised, "需协调事项已发函外部单位", by)
    return raised


@acts.act("meetings.take_back_letter", who=HANDLES, on="raised")
def take_back_letter(*, raised: Raised, reason: str, by: Actor) -> Raised:
    """Not sent after all, or not the way to go: back with the bureau; the draft's words stay for another letter."""
    MATTER.make("meetings.take_back_letter", raised, reason=reason)
    acts.change(raised, level=_level_of(raised.holder))
    _step(raised, Said.TAKE_BACK, reason, by)
    _tell(raised, f"收回给{raised.addressee}的函", by)
    return raised


@acts.act("meetings.unsolve_matter", who=HANDLES, on="raised")
def unsolve_matter(*, raised: Raised, reason: str, by: Actor) -> Raised:
    """Whoever said that it was settled says that it is not."""
    MATTER.make("meetings.unsolve_matter", raised, reason=reason)
    set_right(raised)
    _step(raised, Said.UNSOLVE, reason, by)
    _tell(raised, "需协调事项还没有解决", by)
    return raised


@acts.act("meetings.note_reply", who=HANDLES, on="raised")
def note_reply(*, raised: Raised, said: str, by: Actor, files: Sequence[Proof] = ()) -> Raised:
    """With the pages of the answer: one step each, the words at the first."""
    MATTER.make("meetings.note_reply", raised)
    acts.change(raised, level=_level_of(raised.holder))
    _step(raised, Said.REPLY, said, by, files[0] if files else None)
    for number, file in enumerate(files[1:], 2):
        _step(raised, Said.REPLY, f"回函第 {number} 个文件", by, file)
    _tell(raised, f"{raised.addressee}已回复", by)
    return raised


@acts.act("meetings.withdraw_matter", who=permissions.can_run_matter, on="raised")
def withdraw_matter(*, raised: Raised, reason: str, by: Actor) -> Raised:
    MATTER.make("meetings.withdraw_matter", raised, reason=reason)
    _step(raised, Said.WITHDRAW, reason, by)
    _tell(raised, "学校撤回需协调事项", by)
    return raised


@acts.act("meetings.reopen_matter", who=permissions.can_run_matter, on="raised")
def reopen_matter(*, raised: Raised, reason: str, by: Actor) -> Raised:
    """Not settled after all: with the level that had it last, if that is still above the school."""
    MATTER.make("meetings.reopen_matter", raised, reason=reason)
    set_right(raised)
    _step(raised, Said.REOPEN, reason, by)
    _tell(raised, "学校重新提出需协调事项", by)
    return raised

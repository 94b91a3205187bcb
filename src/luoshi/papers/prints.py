"""A sent paper on paper: the frozen print of one sending, stamped and scanned back through `filed`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.utils import timezone

from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base
from luoshi.common.rendering.paper import Block, Field, Fields, Heading, Paper, Table, Words
from luoshi.core.numerals import in_chinese
from luoshi.core.reading.structure import Unreadable

from . import permissions
from .contents import Grid
from .filed.models import FiledPaper
from .filed.printing import Prepared, prepare
from .filed.queries import papers_visible_to, shows_no_seal
from .kinds import kind_in_words
from .models import Approval, Sending
from .states import ApprovalState

PRINTABLE = (ApprovalState.RUNNING, ApprovalState.PASSED, ApprovalState.RETURNED)
ON_PAPER = "正文排版没有成功，以本单位另行打印、与此页一并盖章的纸质件为准。"
COVER_ONLY = (
    "正文排版没有成功，打印稿只有一张首页。请从材料页面打印正文，放在首页后面一并盖章；首页扫描传回，"
    "或由收件单位登记“纸质已收”，都算盖章件已到。请把这个时间告诉系统管理员。"
)
TONES = {"waiting": "warn", "stamped": "ok", "received": "ok", "dropped": ""}


def about_of(approval: Approval) -> Base | None:
    """The stage's row."""
    model = apps.get_model(approval.about_type)
    row: Base | None = model._base_manager.filter(public_id=approval.about_id).first()
    return row


def edition_of(sending: Sending) -> int:
    """Which version of the paper it is, counted over all its rounds."""
    same = Sending.objects.filter(
        approval__about_type=sending.approval.about_type, approval__about_id=sending.approval.about_id
    )
    return same.filter(pk__lte=sending.pk).count()


def last_sending(approval: Approval) -> Sending | None:
    return approval.sendings.select_related("approval").order_by("-number").first()


def why_not(approval: Approval) -> str:
    """Why it cannot be printed for stamping now, a sentence; empty when it can."""
    if approval.state == ApprovalState.RETURNED:
        return "已退回修改，重新报送后再打印盖章。"
    if approval.state not in PRINTABLE:
        return "这一次报送已经撤回或作废，不再打印盖章。"
    return ""


def prepare_print(approval: Approval) -> tuple[Sending, Prepared]:
    """Print what was sent last; half a second, and never inside an act. Raises RuleBroken where it cannot be."""
    sending, about = last_sending(approval), about_of(approval)
    if why := why_not(approval):
        raise RuleBroken(why)
    if sending is None or about is None:
        raise RuleBroken("没有报送过的内容，不能打印盖章。")
    try:
        return sending, _prepared(approval, sending, about, as_paper(approval, sending))
    except Unreadable:
        pass  # the way out: a page to put on top of what the office prints itself
    try:
        made = _prepared(approval, sending, about, as_cover(approval, sending))
    except Unreadable as broken:
        raise RuleBroken(str(broken)) from broken
    return sending, replace(made, cover_only=True)


def _prepared(approval: Approval, sending: Sending, about: Base, paper: Paper) -> Prepared:
    return prepare(
        about=about,
        version=edition_of(sending),
        kind=approval.kind,
        kind_name=kind_in_words(approval.kind),
        organisation=approval.organisation,
        paper=paper,
        href=approval.href,
        sending=sending,
    )


def as_cover(approval: Approval, sending: Sending) -> Paper:
    """One page that bears the code: stamped and scanned back, or its paper received, like any other print."""
    day = timezone.localtime(sending.at)
    facts = [
        ("材料", kind_in_words(approval.kind)),
        ("报送单位", approval.organisation.name),
        ("报送时间", f"{day.year}年{day.month}月{day.day}日"),
        ("说明", ON_PAPER),
    ]
    return replace(
        as_paper(approval, sending),
        blocks=[Fields([Field(label, said) for label, said in facts])],
        annexes=(),
    )


def as_paper(approval: Approval, sending: Sending) -> Paper:
    """What was sent, laid out as an official paper."""
    content = sending.content
    return laid_out(approval, sending, sending.title, content.facts, content.words, content.grids)


def laid_out(
    approval: Approval,
    sending: Sending,
    title: str,
    facts: Sequence[tuple[str, str]],
    words: Sequence[tuple[str, str]],
    grids: Sequence[Grid],
) -> Paper:
    """The whole of a sending or a piece of it, with addressee, annexes, sender and day of the sending."""
    last = approval.steps.select_related("organisation").order_by("-order").first()
    above = last is not None and last.organisation_id != approval.organisation_id
    day = timezone.localtime(sending.at)
    return Paper(
        title=title,
        to=last.organisation.name if last is not None and above else "",
        blocks=list(_blocks(facts, words, grids)),
        annexes=[file.name.rpartition(".")[0] or file.name for file in sending.files.all()],
        signed=approval.organisation.name,
        date=f"{day.year}年{day.month}月{day.day}日",
    )


def _blocks(
    facts: Sequence[tuple[str, str]], words: Sequence[tuple[str, str]], grids: Sequence[Grid]
) -> Iterator[Block]:
    said: list[tuple[str, Block]] = [(heading, Words(text)) for heading, text in words if text.strip()]
    if facts:
        yield Fields([Field(label, text) for label, text in facts])
    if len(said) == 1 and not grids:
        yield said[0][1]
        return
    said += [(grid.heading, Table(grid.columns, grid.rows)) for grid in grids]
    for number, (title, chapter) in enumerate(_chapters(said), 1):
        yield Heading(f"{in_chinese(number)}、{title}")
        for place, (heading, block) in enumerate(chapter, 1):
            if heading:
                yield Heading(f"（{in_chinese(place)}）{heading}", level=2)
            yield block


def _chapters(said: Sequence[tuple[str, Block]]) -> list[tuple[str, list[tuple[str, Block]]]]:
    """Pieces headed “某任务：主要举措”, “某任务：进度表” are one chapter of that task, tables after
    words; others are each a chapter by itself.
    """
    about = [heading.rpartition("：") for heading, _ in said]
    shared = {task for task, count in Counter(task for task, _, _ in about).items() if task and count > 1}
    chapters: dict[str, list[tuple[str, Block]]] = {}
    for (heading, block), (task, _, label) in zip(said, about, strict=True):
        title, inner = (task, label) if task in shared else (heading, "")
        chapters.setdefault(title, []).append((inner, block))
    return list(chapters.items())


def whole_print_of(approval: Approval, sending: Sending) -> FiledPaper | None:
    """The print of all of it; pieces printed by themselves are of other kinds."""
    return FiledPaper.objects.filter(sending=sending, kind=approval.kind).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Printed:
    """What the panel shows of the paper copy. `paper`: of the sending shown; `opens`: whether its page does."""

    paper: FiledPaper | None
    opens: bool
    may_print: bool
    why: str
    no_seal: bool

    @property
    def tone(self) -> str:
        return TONES[self.paper.state] if self.paper else ""


def printed_of(approval: Approval, actor: Actor, sending: Sending | None) -> Printed | None:
    """For somebody who sees the approval and this sending of it; None where there is nothing to show or to do."""
    if sending is None:
        return None
    paper = whole_print_of(approval, sending)
    may = permissions.can_print(actor, approval)
    if paper is None and not (may and approval.state in PRINTABLE):
        return None
    opens = paper is not None and papers_visible_to(actor).filter(pk=paper.pk).exists()
    blank = paper is not None and shows_no_seal(paper)
    return Printed(paper, opens, may and paper is None and not why_not(approval), why_not(approval), blank)


def stamped_of(approval: Approval, sendings: list[Any]) -> FiledPaper | None:
    """The paper of the newest of these sendings that has come back stamped."""
    found = FiledPaper.objects.filter(sending__in=sendings, sending__approval=approval, stamped__isnull=False)
    return found.select_related("stamped").order_by("-sending", "-pk").first()

"""The author's acts on a paper that goes through steps: one mechanism for every kind of paper.

A stage declares one `Course` for its kind and calls it from acts of its own: `COURSE.send(application, by)`. The row
has `state`, `approval` and `files` (rows with `stored`, `name`, `removed_at`); its states are called draft, running,
returned and withdrawn, its moves `<app>.<verb>_<noun>`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base
from luoshi.common.moves import Workflow
from luoshi.common.stages import PaperKind

from ..contents import Content
from ..models import Approval
from ..states import ApprovalState
from .proofs import MOST_FILES, Proof
from .sending import recall_approval, resubmit_approval, start_approval, withdraw_approval

CHANGEABLE = ("draft", "returned")


def _nothing_anew(paper: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Course:
    """How one kind of paper is sent by its author.

    app, noun  name the moves: `papers.send_brief`
    page       name of the address of its page, which takes the public id
    parts      (key, label) of what can be commented on by itself; a function where that is another for each paper
    file       the model of its file rows, which name the paper by `holder`
    content    what is sent, from the row as it stands; told who sends
    legs       the organisations whose steps it goes through
    check      refuses in words what cannot be sent as it stands; asked before every sending
    anew       fields that a draft taken up again gets
    """

    workflow: Workflow
    app: str
    noun: str
    kind: PaperKind
    page: str
    parts: Sequence[tuple[str, str]] | Callable[[Any], Sequence[tuple[str, str]]]
    file: type[Base]
    holder: str
    content: Callable[[Any, Actor], Content]
    legs: Callable[[Any], Sequence[Organisation]]
    check: Callable[[Any], None]
    anew: Callable[[Any], dict[str, Any]] = _nothing_anew

    def _move(self, verb: str, paper: Any, **fields: Any) -> Any:
        self.workflow.make(f"{self.app}.{verb}_{self.noun}", paper, **fields)
        return paper

    def send(self, paper: Any, by: Actor) -> Any:
        """Off it goes, and what it contains is kept as it was sent."""
        self.check(paper)
        content = self.content(paper, by)
        approval = start_approval(
            about=paper,
            kind=self.kind.key,
            title=content.title,
            href=reverse(self.page, args=[paper.public_id]),
            legs=self.legs(paper),
            parts=self.parts_of(paper),
            content=content,
            files=self.files_of(paper),
            by=by,
        )
        return self._move("send", paper, approval=approval)

    def recall(self, paper: Any, by: Actor) -> Any:
        """Back to the draft, while nobody has done anything with it. The draft belongs to no round: who saw the round
        sees nothing of what is written now."""
        if paper.approval is not None:
            recall_approval(approval=paper.approval, by=by)
        return self._move("recall", paper, approval=None)

    def resubmit(self, paper: Any, by: Actor, comment: str = "") -> Any:
        """Mended and sent again; what was sent before stays to be read."""
        self.check(paper)
        content = self.content(paper, by)
        resubmit_approval(
            approval=self.approval_of(paper),
            by=by,
            comment=comment,
            title=content.title,
            content=content,
            files=self.files_of(paper),
            parts=self.parts_of(paper),
        )
        return self._move("resubmit", paper)

    def withdraw(self, paper: Any, by: Actor, reason: str) -> Any:
        """Given up; can be taken up again as a draft. Given up as a draft it stays with those who wrote it."""
        approval = paper.approval if paper.state == "returned" else None
        if approval is not None and approval.state == ApprovalState.RETURNED:
            withdraw_approval(approval=approval, by=by, reason=reason)
        return self._move("withdraw", paper, reason=reason, approval=approval)

    def restore(self, paper: Any, by: Actor) -> Any:
        """A draft again; it belongs to no round."""
        return self._move("restore", paper, approval=None, **self.anew(paper))

    def approval_of(self, paper: Any) -> Approval:
        """The round it is in. Raises RuleBroken for what was never sent."""
        if paper.approval is None:
            raise RuleBroken("还没有报送，没有等待办理的环节。")
        approval: Approval = paper.approval
        return approval

    def refuse_unless_changeable(self, paper: Any, what: str) -> None:
        if paper.state not in CHANGEABLE:
            state = paper.get_state_display()
            raise RuleBroken(f"现在的状态是“{state}”，不能{what}。还没有人办理的可以先撤回。")

    def parts_of(self, paper: Any) -> Sequence[tuple[str, str]]:
        return self.parts(paper) if callable(self.parts) else self.parts

    def files_of(self, paper: Any) -> list[Proof]:
        """What would go with it now."""
        return [Proof(file.stored, file.name) for file in paper.files.filter(removed_at__isnull=True)]

    def add_files(self, paper: Any, files: Sequence[Proof]) -> None:
        self._refuse_too_many(paper, len(files))
        for file in files:
            acts.create(self.file, **{self.holder: paper}, stored=file.stored, name=file.name)

    def remove_file(self, paper: Any, file: Any) -> Any:
        """It stays as a row: an earlier round can be read, and it can be taken back."""
        self.refuse_unless_changeable(paper, "移除附件")
        acts.change(file, removed_at=clock.now())
        return paper

    def restore_file(self, paper: Any, file: Any) -> Any:
        self.refuse_unless_changeable(paper, "恢复附件")
        self._refuse_too_many(paper, 1 if file.removed_at else 0)
        acts.change(file, removed_at=None)
        return paper

    def _refuse_too_many(self, paper: Any, more: int) -> None:
        if paper.files.filter(removed_at__isnull=True).count() + more > MOST_FILES:
            raise RuleBroken(f"附件最多 {MOST_FILES} 个，请先移除几个。")

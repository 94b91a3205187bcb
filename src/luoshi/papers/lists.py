"""What the list of approvals asks for, from the query string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from luoshi.common.actor import Actor

from .history import holders_by_step, state_tone, waiting_words
from .kinds import kind_in_words, paper_kinds
from .models import Approval, Entry, Step
from .queries import approvals_visible_to, steps_waiting_for
from .states import ApprovalState, StepState

BOXES = (("todo", "待我办"), ("sent", "我发起的"), ("done", "我办过的"), ("all", "全部"))


@dataclass(frozen=True, slots=True)
class ApprovalsWanted:
    box: str
    state: str
    kind: str
    title: str

    @classmethod
    def of(cls, query: QueryDict) -> ApprovalsWanted:
        box, state, kind = (query.get(name, "") for name in ("box", "state", "kind"))
        return cls(
            box if box in dict(BOXES) else "todo",
            state if state in ApprovalState.values else "",
            kind if kind in paper_kinds() else "",
            query.get("q", "").strip()[:60],
        )

    def among(self, actor: Actor) -> QuerySet[Approval]:
        found = _in_box(approvals_visible_to(actor), self.box, actor)
        if self.state:
            found = found.filter(state=self.state)
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.title:
            found = found.filter(title__icontains=self.title)
        return found.order_by("-sent_at", "-id")

    def tabs(self, actor: Actor) -> list[dict[str, Any]]:
        waiting = steps_waiting_for(actor).count()
        return [
            {"label": label, "url": f"?box={key}", "current": key == self.box}
            | ({"count": waiting} if key == "todo" else {})
            for key, label in BOXES
        ]

    def chips(self) -> list[dict[str, Any]]:
        """The filters, each a link that puts it on or takes it off."""
        states = [] if self.box == "todo" else list(ApprovalState.choices)
        kinds = list(paper_kinds().items()) if len(paper_kinds()) > 1 else []
        return [
            {"label": label, "on": key in (self.state, self.kind), "url": self._url(**{name: key})}
            for name, choices in (("state", states), ("kind", kinds))
            for key, label in choices
        ]

    def _url(self, **changed: str) -> str:
        now = {"box": self.box, "state": self.state, "kind": self.kind, "q": self.title}
        wanted = {name: "" if now[name] == value else value for name, value in changed.items()}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (now | wanted).items() if value})
        return f"?{query.urlencode()}"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.kind or self.title)

    @property
    def clear_url(self) -> str:
        return f"?box={self.box}"


def _in_box(rows: QuerySet[Approval], box: str, actor: Actor) -> QuerySet[Approval]:
    if box == "todo":
        return rows.filter(pk__in=steps_waiting_for(actor).order_by().values("approval"))
    if box == "sent":
        return rows.filter(author=actor.membership_id)
    if box == "done":
        acted = Entry.objects.filter(approval=OuterRef("pk"), by=actor.membership_id, step__isnull=False)
        return rows.filter(Q(Exists(acted)))
    return rows


def rows_of(approvals: list[Approval], actor: Actor) -> list[dict[str, Any]]:
    """Each approval with where it lies and how long, in a fixed number of queries."""
    lying = Step.objects.filter(approval__in=approvals, state=StepState.CURRENT).select_related(
        "organisation"
    )
    steps = {step.approval_id: step for step in lying}
    holders = holders_by_step(list(steps.values()))
    rows = []
    for approval in approvals:
        step = steps.get(approval.pk)
        now = waiting_words(step, holders[step.pk], actor) if step else ""
        row = {"approval": approval, "kind": kind_in_words(approval.kind), "tone": state_tone(approval.state)}
        rows.append(row | {"step": step, "now": now})
    return rows

"""The panel of an approval on a stage's page: steps, history, and the forms of whoever may act now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from luoshi.accounts.calendars import working_day
from luoshi.common import clock, form_pages
from luoshi.common.actor import Actor
from luoshi.common.models import Base

from . import permissions
from .forms import CommentForm, DecideForm, EnterForm
from .history import holders_by_step, lines_of, state_tone, steps_of, waiting_words
from .last_words import WayOn, is_authors_last_word, way_on
from .models import Approval, Step, Urge
from .prints import printed_of
from .queries import right_of, sendings_for
from .states import ApprovalState, Outcome
from .vacant import words_for

DRAFT = "papers.decide"
ACTS = ("pass", "return", "enter", "resubmit", "recall")


@dataclass(frozen=True, slots=True)
class Acted:
    """An act that was refused: its form with what was typed, and why."""

    name: str
    form: Any = None
    refusal: Any = None


@dataclass(slots=True)
class Panel:
    """What `papers/_approval.html` shows. `urls`: act → the stage's address for it."""

    approval: Approval
    actor: Actor
    urls: Mapping[str, str]
    versioned: Base
    acted: Acted | None = None
    request: HttpRequest | None = None
    template: str = "papers/_approval.html"
    tone: str = ""
    steps: list[Any] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
    sendings: list[Any] = field(default_factory=list)  # what was sent and may be read, the newest first
    live: bool = False  # the stage's page shows the author's own text, not the last sending
    asks: str = ""  # why the last word needs a reply of the level above
    lacks: str = ""  # what has to come before the last word can be yes
    now: str = ""
    vacant: str = ""  # what to do where nobody holds the post it lies at
    standing_in: str = ""  # for whom the actor would decide
    decide: Any = None
    may_pass: bool = False  # the last word on a paper is not its author's
    way: WayOn | None = None  # who has it instead, where the actor is its author or stands in for him
    enter: Any = None
    resubmit: Any = None
    may_recall: bool = False
    printed: Any = None
    urge: str = ""  # yes | done | (empty: may not)
    draft: Any = None

    @property
    def to_do_below(self) -> str:
        """What the reader may do in the panel though it is not his turn: a long paper has it far below its top."""
        ways = (
            (self.enter, "代录"),
            (self.may_recall, "撤回"),
            (self.urge == "yes", "催办"),
            (self.printed is not None and self.printed.may_print, "打印盖章"),
        )
        return "、".join(words for may, words in ways if may)

    @property
    def step(self) -> Step | None:
        return self.approval.current

    @property
    def sent(self) -> Any:
        """What the page of the paper shows: the last sending that has come to the reader."""
        return self.sendings[0] if self.sendings else None

    @property
    def earlier(self) -> list[Any]:
        """Sendings to read beside what the page shows."""
        return self.sendings if self.live else self.sendings[1:]

    @property
    def refusal(self) -> Any:
        return self.acted.refusal if self.acted else None

    @property
    def returned(self) -> Any:
        """Why the author has it back: the line of the history that says so, while it is so."""
        if self.approval.state != ApprovalState.RETURNED:
            return None
        back = [line for line in self.lines if line.entry.outcome == Outcome.RETURNED]
        return back[-1] if back else None

    def parts_returned(self) -> dict[str, str]:
        """What was said of single parts when it was returned, by the key of the part."""
        line = self.returned
        return {part["key"]: part["text"] for part in line.parts} if line is not None else {}


def panel_of(
    approval: Approval,
    actor: Actor,
    urls: Mapping[str, str] | None = None,
    *,
    versioned: Base | None = None,
    acted: Acted | None = None,
    request: HttpRequest | None = None,
    live: bool = False,
    asks: str = "",
    lacks: str = "",
) -> Panel:
    """The panel for somebody who may see the approval. `versioned`: the row the stage's acts are `on`; `live`: the
    stage's page shows the author what he is writing, so that what he sent last is offered beside it; `asks`: see
    DecideForm; `lacks`: why the stage would refuse the last consent now."""
    panel = Panel(approval, actor, urls or {}, versioned or approval, acted, request, live=live, asks=asks)
    panel.lacks = lacks if approval.state == ApprovalState.RUNNING and approval.is_at_last else ""
    panel.sendings = sendings_for(approval, actor)[::-1]
    panel.printed = printed_of(approval, actor, panel.sent)
    panel.tone = state_tone(approval.state)
    panel.lines = lines_of(approval, actor)
    panel.steps = steps_of(approval, actor, panel.lines)
    if approval.state == ApprovalState.RUNNING:
        _running(panel)
    elif approval.state == ApprovalState.RETURNED and permissions.is_author(actor, approval):
        panel.resubmit = _form(panel, "resubmit", CommentForm) if "resubmit" in panel.urls else None
    return panel


def _running(panel: Panel) -> None:
    step, actor, approval = panel.step, panel.actor, panel.approval
    if step is None:
        return
    holders = holders_by_step([step])[step.pk]
    panel.now = waiting_words(step, holders, actor)
    panel.vacant = "" if holders else words_for(step, actor)
    right = right_of(actor, step) if "pass" in panel.urls and not step.is_meeting else None
    if right is not None:
        panel.standing_in = str(right.principal.user) if right.principal else ""
        panel.decide = _decide_form(panel)
        decider = {actor.user_id, right.principal.user_id if right.principal else None}
        if is_authors_last_word(approval, *decider):
            panel.way = way_on(approval, step)
        panel.may_pass = (panel.way is None or panel.way.above is not None) and not panel.lacks
    own_office = permissions.can_enter(actor, approval) and step.organisation_id == actor.organisation_id
    if "enter" in panel.urls and own_office and (step.is_meeting or right is None or right.principal):
        panel.enter = _enter_form(panel)
    author = permissions.is_author(actor, approval)
    panel.may_recall = author and "recall" in panel.urls and approval.is_untouched
    if permissions.can_urge(actor, approval) and right is None:
        panel.urge = "done" if urged_today(step) else "yes"


def urged_today(step: Step) -> bool:
    day = working_day(step.organisation.path)
    return Urge.objects.filter(step=step, visit=step.visit, day=day).exists()


def _acted_form(panel: Panel, *names: str) -> Any:
    return panel.acted.form if panel.acted and panel.acted.name in names else None


def _form(panel: Panel, name: str, make: Any) -> Any:
    return _acted_form(panel, name) or make()


def _decide_form(panel: Panel) -> Any:
    """As it was sent and refused; else with what was typed before and kept."""
    refused = _acted_form(panel, "pass", "return")
    if refused is not None:
        return refused
    kept = form_pages.typed_before(panel.request, DRAFT, panel.approval) if panel.request else None
    if kept is None:
        return DecideForm(approval=panel.approval, asks=panel.asks)
    typed, panel.draft = kept
    initial = {name: typed.get(name) for name in typed}
    return DecideForm(approval=panel.approval, initial=initial, asks=panel.asks)


def _enter_form(panel: Panel) -> Any:
    initial = {"decided_on": clock.today()}
    given = {"approval": panel.approval, "initial": initial, "prefix": "enter", "asks": panel.asks}
    return _acted_form(panel, "enter") or EnterForm(**given)

"""What an agenda is made of: first what is undone, then what is stuck, then what is late, school by school.

Whoever prepares the meeting says which of these it takes and from how many days late on.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.days import day_in_words
from luoshi.progress.mine import Line, late_and_blocked, lines_of
from luoshi.workplans.queries import states_of
from luoshi.workplans.states import StepState

from .models import AgendaItem, Meeting, Raised
from .queries import open_resolutions, taking_part
from .states import TAKEN, TONES, ItemKind, MatterState

MOST = 300
STEPS = (ItemKind.BLOCKED, ItemKind.LATE)
TASK = "任务："  # how the words of a milestone's matter begin


@dataclass(frozen=True, slots=True)
class Proposed:
    """A matter that belongs on the agenda; `about` tells it apart for ever."""

    kind: ItemKind
    organisation: Organisation | None
    title: str
    words: str
    about: str


def proposed(meeting: Meeting, by: Actor, here: set[int] | None = None) -> Iterator[Proposed]:
    """What the meeting takes, and whatever it is of that stands on its agenda already. `here`: who comes, where the
    meeting is not made yet.
    """
    there = set(meeting.items.exclude(about="").values_list("about", flat=True)) if meeting.pk else set()
    undone = open_resolutions(meeting).filter(_taken(meeting, ItemKind.UNDONE, "public_id", there))
    for row in undone[:MOST]:
        words = f"{day_in_words(row.meeting.held_on)}“{row.meeting.title}”议定，应于{day_in_words(row.due)}前落实，"
        words += f"责任人 {row.owner.organisation.short} {row.owner.user.name}。"
        yield Proposed(ItemKind.UNDONE, row.owner.organisation, row.words[:200], words, row.public_id)
    here = set(taking_part(meeting).values_list("pk", flat=True)) if here is None else here
    for row in _raised(meeting, here, _taken(meeting, ItemKind.RAISED, "public_id", there)):
        words = f"{row.about_words}。{row.words}" if row.about_words else row.words
        yield Proposed(ItemKind.RAISED, row.organisation, row.title[:200], words, row.public_id)
    for kind in STEPS:
        rows = late_and_blocked(by, meeting.plan, only=kind).filter(_taken(meeting, kind, "key", there))
        for line in lines_of(rows.filter(workplan__organisation__in=here)[:MOST]):
            yield _of_milestone(kind, line)


def _taken(meeting: Meeting, kind: ItemKind, name: str, there: set[str]) -> Q:
    standing = Q(**{f"{name}__in": there})
    if kind not in meeting.takes:
        return standing
    if kind == ItemKind.LATE:
        return standing | Q(due__lte=clock.today() - dt.timedelta(days=meeting.late_from))
    return Q()


def counted(meeting: Meeting, here: set[int], by: Actor) -> list[tuple[str, int]]:
    """How many of each kind an agenda would have, of a meeting that is not made yet."""
    found = Counter(each.kind for each in proposed(meeting, by, here))
    return [(TAKEN[kind], found[kind]) for kind in TAKEN if found[kind]]


def settled(items: Iterable[AgendaItem]) -> dict[str, tuple[str, str]]:
    """What has become of milestones and matters since they came on the agenda: by `about`, (words, tone). Nothing of
    those that stand as they did.
    """
    rows = list(items)
    steps = {row.about: row.kind for row in rows if row.kind in STEPS}
    found = {}
    for key, state in states_of(steps).items():
        freed = steps[key] == ItemKind.BLOCKED and state.state != StepState.BLOCKED
        if state.state == StepState.DONE or freed:
            found[key] = (
                state.get_state_display(),
                TONES["solved" if state.state == StepState.DONE else "open"],
            )
    raised = [row.about for row in rows if row.kind == ItemKind.RAISED]
    for matter in Raised.objects.filter(public_id__in=raised).exclude(state=MatterState.OPEN):
        found[matter.public_id] = (matter.get_state_display(), TONES[matter.state])
    return found


def _raised(meeting: Meeting, here: set[int], taken: Q) -> Iterator[Raised]:
    """What waits for the organisation that calls the meeting, of those who come."""
    rows = Raised.objects.filter(
        taken, holder=meeting.organisation_id, organisation__in=here, state=MatterState.OPEN
    )
    if meeting.plan_id is not None:
        rows = rows.filter(plan__in=[meeting.plan_id]) | rows.filter(plan__isnull=True)
    return rows.select_related("organisation").order_by("id")[:MOST].iterator()


def task_of(item: AgendaItem) -> str:
    """Of which task the milestone is that this matter was made from; milestones of many tasks bear one name."""
    said = item.words.partition("；")[0]
    return said.removeprefix(TASK).rstrip("。") if item.kind in STEPS and said.startswith(TASK) else ""


def _of_milestone(kind: ItemKind, line: Line) -> Proposed:
    row = line.row
    facts = [f"{TASK}{line.task}"]
    if row.due is not None:
        late = f"，逾期 {line.days_late} 天" if line.days_late else ""
        facts.append(f"应于{day_in_words(row.due)}完成{late}")
    if row.owner is not None:
        facts.append(f"责任人 {row.owner.user.name}")
    if line.update is not None and line.update.words:
        facts.append(f"学校说明：{line.update.words}")
    return Proposed(kind, row.workplan.organisation, row.title[:200], "；".join(facts) + "。", row.key)

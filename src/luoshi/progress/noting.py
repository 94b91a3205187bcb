"""What the standing updates make of milestones and duties. Runs inside acts; works are locked first, always by key."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.evidence.queries import proved
from luoshi.undertakings.models import Work
from luoshi.workplans.actions import note_steps
from luoshi.workplans.actions.steps import Noted
from luoshi.workplans.states import StepState

from .queries import standing_updates


def lock_works(works: Iterable[int]) -> None:
    """Of two who say something of the same work at once, the second sees what the first said."""
    list(Work.objects.select_for_update(no_key=True).filter(pk__in=set(works)).order_by("pk"))


def note_keys(keys: Iterable[str], by: Actor) -> None:
    """State and proof of these milestones anew."""
    wanted = sorted(set(keys))
    standing = standing_updates(wanted)
    shown = proved(standing.values())
    states = {}
    for key in wanted:
        update = standing.get(key)
        if update is None:
            states[key] = Noted(StepState.OPEN, False, clock.today())
        else:
            day = timezone.localtime(update.created_at).date()
            states[key] = Noted(update.state, update.public_id in shown, day)
    note_steps(states=states, by=by)

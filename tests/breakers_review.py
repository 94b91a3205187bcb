"""A review on a loaded site, and what would break each of its invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.selection.applying.models import Application
from luoshi.selection.review import actions
from luoshi.selection.review.beating import ask_for_copies
from luoshi.selection.review.content import Content
from luoshi.selection.review.models import BareCopy, NameHit, RoundClosing, Scoring, Sheet
from luoshi.selection.review.scoring import computed
from luoshi.selection.review.states import CopyState
from luoshi.selection.review.tests import helping

from .breakers_applying import arrive

_NUMBERS = itertools.count(1)


def _post(role: str, organisation: str = "yichang") -> Membership:
    """One person more."""
    number = next(_NUMBERS)
    place = Organisation.objects.get(key=organisation)
    mobile = f"1000078{number:04d}"
    return add_person(
        name=f"示例专家{number}", mobile=mobile, organisation=place, role=role, by=system_actor()
    )


def make_rows() -> None:
    """Sheets handed in beside a copy that is ready; another one is being made; the round closed, the list computed."""
    there = helping.made(SimpleNamespace(post=_post), applications=1)
    files = [
        helping.hand_in_file(there.applications[0], helping.word(), name)
        for name in ("报告.docx", "报告二.docx")
    ]
    arrive(there.call)
    copies = [
        BareCopy.objects.create(material=each, stored=each.stored, bare=True, state=CopyState.CLEAN)
        for each in files
    ]
    content = Content({"veto": False, "goal": "30", "deed": "优", "share": "60"}, {"share": "有"}, "好。")
    for expert, task in zip(there.experts, there.assigned, strict=True):
        actions.hand_in_sheet(assigned=task[0], content=content, by=actor_for(expert))
    copies[0].delete()
    ask_for_copies()
    officer = actor_for(there.officer)
    helping.end_round(there)
    helping.act(actions.close_review, officer, call=there.call, shown=computed(there.call).digest)


def _lost_job() -> None:
    BareCopy.objects.filter(state=CopyState.WAITING).update(job=None)


def _not_bare() -> None:
    BareCopy.objects.filter(state=CopyState.CLEAN).update(bare=False)


def _miscounted() -> None:
    BareCopy.objects.filter(state=CopyState.WAITING).update(hit_count=7)


def _clean_with_a_name() -> None:
    copy = BareCopy.objects.get(state=CopyState.CLEAN)
    NameHit.objects.create(copy=copy, wanted="示例", where="正文")
    BareCopy.objects.filter(pk=copy.pk).update(hit_count=1)


def _not_accepted() -> None:
    Application.objects.filter(materials__bare_copy__isnull=False).update(state="sent")


def _late_sheet() -> None:
    Sheet.objects.update(done_at=clock.now() + dt.timedelta(days=1))


def _of_another_hand() -> None:
    Sheet.objects.update(done_by=_post("expert"))


def _changed_sheet() -> None:
    Sheet.objects.update(digest="0" * 64)


def _opened_by_one() -> None:
    RoundClosing.objects.update(proposal=None)


def _changed_list() -> None:
    Scoring.objects.update(digest="0" * 64)


BREAKERS: dict[str, Any] = {
    "review-copy-job": _lost_job,
    "review-copy-bare": _not_bare,
    "review-copy-hits": _miscounted,
    "review-copy-clean": _clean_with_a_name,
    "review-copy-accepted": _not_accepted,
    "review-sheet-late": _late_sheet,
    "review-sheet-person": _of_another_hand,
    "review-sheet-whole": _changed_sheet,
    "review-round-two": _opened_by_one,
    "review-scoring": _changed_list,
}

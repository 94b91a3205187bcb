"""Recommendations and promotions on a loaded site, and what would break each invariant; see `test_invariants`."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from luoshi.common import clock
from luoshi.common.ids import new_public_id
from luoshi.common.models import StoredFile
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.recommendation.models import Promotion, Recommendation, UpperResult
from luoshi.selection.recommendation.tests import helping
from luoshi.selection.review.models import Scoring
from luoshi.selection.review.scoring import computed

from .breakers_applying import arrive
from .breakers_recognition import _make_room, _post


def make_rows() -> None:
    """A letter that has left, a win in the register, a winner that went on."""
    _make_room()
    there = helping.ended(SimpleNamespace(post=_post))
    arrive(there.call)
    made = computed(there.call)
    Scoring.objects.filter(call=there.call).update(data=made.data, names=made.names, digest=made.digest)
    helping.answered(helping.sent(there), helping.first(there))
    helping.promoted(there)


def _went_on_nowhere() -> None:
    """The promotion points to an application of the lower selection itself."""
    other = Result.objects.filter(call=Promotion.objects.get().result.call)
    Promotion.objects.update(application=other[0].application)


def _letter() -> Recommendation:
    """The database refuses to change it: what it rests on is harmed instead."""
    return Recommendation.objects.get()


def _another_result() -> None:
    Result.objects.filter(public_id=_letter().rows[0]).update(public_id=new_public_id())


BREAKERS: dict[str, Any] = {
    "recommendation-selected": _another_result,
    "recommendation-decided": lambda: Decision.objects.filter(pk=_letter().decision_id).update(
        digest="0" * 64
    ),
    "recommendation-files": lambda: StoredFile.objects.filter(pk=_letter().letter_id).update(digest="0" * 64),
    "recommendation-register": lambda: UpperResult.objects.update(entry=None),
    "recommendation-checked": lambda: UpperResult.objects.update(checked_at=clock.now(), file=None),
    "recommendation-promoted": _went_on_nowhere,
}

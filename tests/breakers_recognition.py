"""Awards and certificates on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.selection.recognition.models import Award, AwardStep, Certificate
from luoshi.selection.recognition.tests import helping
from luoshi.selection.review.content import digest_of
from luoshi.selection.review.models import Scoring

from .breakers_applying import arrive

_NUMBERS = itertools.count(1)


def _post(role: str, organisation: str = "yichang") -> Membership:
    number = next(_NUMBERS)
    return add_person(
        name=f"示例认定{number}",
        mobile=f"1000066{number:04d}",
        organisation=Organisation.objects.get(key=organisation),
        role=role,
        by=system_actor(),
    )


def make_rows() -> None:
    """Two winners recognised, one of them in the register; the third was not selected."""
    there = helping.published(SimpleNamespace(post=_post), blindness="none", materials=[])
    arrive(there.call)
    data: dict[str, Any] = {**there.call.rules, "applications": [], "reviews": [], "results": []}
    Scoring.objects.filter(call=there.call).update(data=data, digest=digest_of(data))
    helping.granted(there)


BREAKERS: dict[str, Any] = {
    "recognition-certificate": lambda: Certificate.objects.update(replaced_at=clock.now()),
    "recognition-revoked": lambda: Award.objects.update(state="ended"),
    "recognition-signed": lambda: Certificate.objects.update(credential="changed"),
    "recognition-register": lambda: AwardStep.objects.update(stage=None),
}

"""Awards and certificates on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

from django.db.models import F

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.models import FormDefinition
from luoshi.selection.models import Kind
from luoshi.selection.panel.models import DisciplineText
from luoshi.selection.recognition.models import Announcement, Award, AwardStep, Certificate, Revocation
from luoshi.selection.recognition.tests import helping
from luoshi.selection.review.models import Scoring
from luoshi.selection.review.scoring import computed

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
    _make_room()
    there = helping.published(SimpleNamespace(post=_post), blindness="none", materials=[])
    arrive(there.call)
    made = computed(there.call)
    Scoring.objects.filter(call=there.call).update(data=made.data, names=made.names, digest=made.digest)
    helping.granted(there)
    helping.announced(there)


def _make_room() -> None:
    """The breakers of the review made a selection of the same names by the same helper."""
    FormDefinition.objects.filter(key="apply-test").update(key="apply-test-of-review")
    Kind.objects.filter(title="示例遴选").update(title="评审的示例遴选")
    DisciplineText.objects.filter(organisation__key="yichang").update(number=F("number") + 10)


def _revoked_by_one() -> None:
    """Said in one post and confirmed in another of the same person."""
    said = _post("city_officer")
    other = Membership.objects.create(user=said.user, organisation=said.organisation, role="section_head")
    award = Award.objects.order_by("pk")[0]
    Revocation.objects.create(
        award=award, on=clock.today(), document_number="示例", reason="示例", said_by=said, confirmed_by=other,
        confirmed_at=clock.now(),
    )  # fmt: skip


BREAKERS: dict[str, Any] = {
    "recognition-certificate": lambda: Certificate.objects.update(replaced_at=clock.now()),
    "recognition-revoked": lambda: Award.objects.update(state="ended"),
    "recognition-two": _revoked_by_one,
    "recognition-signed": lambda: Certificate.objects.update(credential="changed"),
    "recognition-announced": lambda: Announcement.objects.update(digest="0" * 64),
    "recognition-register": lambda: AwardStep.objects.update(stage=None),
}

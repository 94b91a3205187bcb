"""What must always hold of awards and certificates."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from luoshi.common import clock
from luoshi.common.checkpoints import public_key
from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.core.credentials import BadCredential, check
from luoshi.selection.two_persons import by_one

from .models import Announcement, Award, AwardStep, Certificate, Revocation
from .states import AwardState

Found = Iterator[tuple[str, str]]


def recognised_awards_have_their_certificate() -> Found:
    standing = Certificate.objects.filter(replaced_at__isnull=True, revoked_on__isnull=True)
    rows = Award.objects.filter(state=AwardState.RECOGNISED)
    yield from each(rows.exclude(certificates__in=standing), "已认定，却没有有效的证书")


def revoked_awards_have_no_certificate() -> Found:
    rows = Certificate.objects.filter(revoked_on__isnull=True)
    not_standing = Q(award__state__in=(AwardState.REVOKED, AwardState.ENDED))
    yield from each(rows.filter(not_standing), "认定已经撤销或终止，证书还有效")


def revocations_are_confirmed_by_another_person() -> Found:
    return by_one(Revocation.objects.all())


def certificates_say_what_the_award_says() -> Found:
    """Signed with the site's key, and neither changed nor signed for something else."""
    for row in Certificate.objects.select_related("award").iterator():
        try:
            found = check(row.credential.encode(), clock.today(), key=public_key())
        except BadCredential as bad:
            yield name_of(row), str(bad)
            continue
        said, award = found.granted, row.award
        same = (said.number, said.holder, said.title) == (award.number, award.holder, award.title)
        days = (said.since, said.until) == (row.since, row.valid_until)
        if found.faults or not same or not days:
            yield name_of(row), "电子证书与认定不一致"


def steps_stand_in_the_register() -> Found:
    rows = AwardStep.objects.filter(award__entry__isnull=False)
    yield from each(rows.filter(stage__isnull=True), "已登记到台账的认定有一步没有写进台账")
    yield from each(
        rows.exclude(stage=None).exclude(stage__entry=F("award__entry")), "认定的一步写进了别的台账条目"
    )


def announcements_are_as_issued() -> Found:
    yield from each(
        Announcement.objects.exclude(digest=F("stored__digest")), "公布文件与出文时的校验码不一致"
    )


INVARIANTS = (
    Invariant("recognition-certificate", recognised_awards_have_their_certificate),
    Invariant("recognition-revoked", revoked_awards_have_no_certificate),
    Invariant("recognition-two", revocations_are_confirmed_by_another_person),
    Invariant("recognition-signed", certificates_say_what_the_award_says),
    Invariant("recognition-register", steps_stand_in_the_register),
    Invariant("recognition-announced", announcements_are_as_issued),
)

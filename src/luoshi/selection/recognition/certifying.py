"""What a certificate says, its signature, and what a stranger is told of it."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.checkpoints import signing_key
from luoshi.common.ids import ALPHABET
from luoshi.core.credentials import (
    Granted,
    Revoked,
    Standing,
    credential,
    id_of,
    revocation_list,
    standing_on,
)

from .models import Award, Certificate

CODE_LENGTH, CODE_GROUP = 12, 4
WORDS = {Standing.VALID: "有效", Standing.EXPIRED: "已到期", Standing.REVOKED: "已撤销"}
STANDING_TONES = {Standing.VALID: "ok", Standing.EXPIRED: "muted", Standing.REVOKED: "bad"}


def new_code() -> str:
    """31^12 ≈ 2^59 codes: none is found by trying while the page is throttled."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """As it stands in the table, however it was typed: in groups, in capitals."""
    return "".join(each for each in typed.lower() if each.isalnum())[: CODE_LENGTH * 2]


def in_groups(code: str) -> str:
    return " ".join(code[at : at + CODE_GROUP] for at in range(0, len(code), CODE_GROUP)).upper()


def address_of(code: str) -> str:
    return f"{settings.BASE_URL}{reverse('verify-certificate', args=[code])}"


def list_address() -> str:
    return f"{settings.BASE_URL}{reverse('verify-revoked')}"


def level_beside(honour: str, level: str) -> str:
    """The level as it stands behind the honour: nothing where it is called the same, but for what the honour says
    of itself in brackets.
    """
    return "" if honour == level or honour.startswith(f"{level}（") else level


def signed(award: Award, code: str, since: dt.date, until: dt.date | None) -> str:
    return credential(
        Granted(
            id=address_of(code),
            number=award.number,
            issuer=award.issuer.name,
            holder=award.holder,
            title=award.title,
            award=award.full_honour,
            basis=award.document_number,
            since=since,
            until=until,
            lists=list_address(),
        ),
        signing_key(),
    )


def standing_of(certificate: Certificate) -> Standing:
    today = clock.today()
    revoked = certificate.revoked_on is not None
    return standing_on(today, certificate.since, certificate.valid_until, revoked)


@dataclass(frozen=True, slots=True)
class Told:
    """What anybody is told who has the code: what stands on the certificate, and whether it still holds."""

    certificate: Certificate
    standing: Standing
    words: str
    tone: str
    newer: str


def told_of(code: str) -> Told | None:
    rows = Certificate.objects.select_related("award__issuer")
    found = rows.filter(code=read_code(code)).first()
    if found is None:
        return None
    standing = standing_of(found)
    later = found.award.certificates.filter(pk__gt=found.pk).order_by("-pk").first()
    newer = later.code if later is not None else ""
    return Told(found, standing, WORDS[standing], STANDING_TONES[standing], newer)


def revoked_certificates() -> dict[str, Any]:
    """The signed list, by the ids that the certificates bear: the site's address may have changed since. Why somebody
    lost it stands in the paper, not here.
    """
    rows = Certificate.objects.filter(revoked_on__isnull=False).order_by("pk")
    return revocation_list(
        [Revoked(id_of(row.credential), row.revoked_by_paper) for row in rows],
        clock.now(),
        signing_key(),
        list_address(),
    )

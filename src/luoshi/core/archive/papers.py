"""Receipts of what was handed in, certificates of what was recognised, and files that a digest was noted of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from luoshi.core import credentials, receipts

from .documents import Documents, Finding, compared, fault, note
from .layout import ANNOUNCEMENTS, APPLICATIONS, AWARDS, RESULTS, REVOKED, RULES
from .manifest import sha256_of

RECOGNISED, RECOMMENDED = "recognise", "recommend"  # how a selection of its kind ends


def papers(read: Documents, key: Ed25519PublicKey, day: dt.date) -> Iterator[Finding]:
    """key: whose signature the package bears. day: when it was made."""
    applications = read.rows(APPLICATIONS, "applications")
    yield from _receipts(read, applications, receipts.fingerprint(key))
    announcements = read.rows(ANNOUNCEMENTS, "announcements")
    yield from compared("公布文件", announcements)
    for row in announcements:
        if sha256_of(read.bytes_of(row["file"])) != row["digest"]:
            yield fault(f"公布文件第{row['number']}版与出文时的校验码不符。")
    yield from _awards(read, key, day)


def _receipts(read: Documents, applications: Iterable[Mapping[str, Any]], whose: str) -> Iterator[Finding]:
    missing, checked = 0, 0
    for row in applications:
        if row["receipt"] is None:
            missing += 1
            continue
        try:
            found = receipts.check(read.bytes_of(row["receipt"]))
        except receipts.BadReceipt as bad:
            yield fault(f"“{row['code']}”的回执：{bad}")
            continue
        yield from (fault(f"“{row['code']}”的回执：{words}") for words in found.faults)
        said, checked = found.statement, checked + 1
        if (said.application, said.sequence) != (row["id"], row["sequence"]):
            yield fault(f"“{row['code']}”的回执是另一件申报的。")
        if found.fingerprint != whose:
            yield fault(f"“{row['code']}”的回执不是这个站点签发的。")
    yield from compared("回执", checked)
    if missing:
        yield note(f"有 {missing} 件申报的回执含个人号码，没有收入，没有核对。")


def _awards(read: Documents, key: Ed25519PublicKey, day: dt.date) -> Iterator[Finding]:
    """Each certificate signed, of a selected application, and revoked or not as the list of the day says."""
    try:
        revoked = credentials.read_list(read.bytes_of(REVOKED))
    except credentials.BadCredential as bad:
        yield fault(str(bad))
        return
    levels = {row["code"]: row for row in read.rows(RESULTS, "results")}
    awards = read.rows(AWARDS, "awards")
    yield from compared("证书", sum(len(award["certificates"]) for award in awards))
    yield from _not_there(read, awards)
    for award in awards:
        result = levels.get(award["code"], {})
        if not result.get("selected"):
            yield fault(f"“{award['title']}”没有入选，却登记了认定。")
        for row in award["certificates"]:
            try:
                found = credentials.check(read.bytes_of(row["file"]), day, key=key, revoked=revoked)
            except credentials.BadCredential as bad:
                yield fault(f"“{award['title']}”的证书：{bad}")
                continue
            yield from _certificate(award, row, found)
        yield from _revocations(award)


def _not_there(read: Documents, awards: list[dict[str, Any]]) -> Iterator[Finding]:
    """What comes after the end may not have come when the package was made: it is said, and was not checked."""
    outcome = read.json(RULES)["call"].get("outcome")
    selected = sum(bool(row["selected"]) for row in read.rows(RESULTS, "results"))
    if outcome == RECOGNISED and len(awards) < selected:
        yield note(f"入选 {selected} 件，里面登记认定的有 {len(awards)} 件，其余的认定和证书没有核对。")
    elif outcome is None and not awards:
        yield note("里面没有认定和证书，没有核对。")
    if bare := sum(not award["certificates"] for award in awards):
        yield note(f"有 {bare} 项认定没有收入电子证书，没有核对。")


def _certificate(
    award: Mapping[str, Any], row: Mapping[str, Any], found: credentials.Checked
) -> Iterator[Finding]:
    said, name = found.granted, f"“{award['title']}”的证书"
    yield from (fault(f"{name}：{words}") for words in found.faults)
    if (said.number, said.holder, said.title, said.award) != (
        award["number"], award["holder"], award["title"], award["honour"],
    ):  # fmt: skip
        yield fault(f"{name}：证书上写的与认定不一致。")
    if (found.standing == credentials.Standing.REVOKED) != bool(row["revoked_on"]):
        yield fault(f"{name}：是否撤销，与撤销名单不一致。")


def _revocations(award: Mapping[str, Any]) -> Iterator[Finding]:
    confirmed = [row for row in award["revocations"] if row["confirmed_at"]]
    standing = [row for row in award["certificates"] if not row["revoked_on"] and not row.get("replaced_at")]
    if confirmed and standing:
        yield fault(f"“{award['title']}”的认定已经撤销，证书还写着有效。")
    for row in confirmed:
        if not row["confirmed_by"] or row["confirmed_by"] == row["said_by"]:
            yield fault(f"“{award['title']}”的撤销不是由另一个人确认的。")

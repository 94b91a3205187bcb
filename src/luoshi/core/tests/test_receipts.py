"""A receipt that was not changed is good, and one that was is not (controls DN-03)."""

import copy
import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.receipts import Attachment, BadReceipt, Statement, check, content_hash, fingerprint, receipt

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FILE = b"%PDF-1.7 the plan"
HERE = timezone(timedelta(hours=8))


def statement(**other):
    facts = {
        "selection": "2026 年名班主任工作室遴选（示例）",
        "application": "k3s9d8f7",
        "sequence": 17,
        "applicant": "示例职业学校",
        "received_at": datetime(2026, 11, 26, 17, 59, 59, 999_999, tzinfo=HERE),
        "content": content_hash({"name": "张三（示例）", "years": 12}),
        "event": "ab" * 32,
        "attachments": (Attachment("申报书.pdf", len(FILE), hashlib.sha256(FILE).hexdigest()),),
    }
    return Statement(**{**facts, **other})


def as_file(made) -> bytes:
    return json.dumps(made, ensure_ascii=False).encode()


def test_a_receipt_and_its_files_are_good_and_say_what_they_said():
    found = check(as_file(receipt(statement(), KEY)), [("改了名.pdf", hashlib.sha256(FILE).digest())])
    assert found.faults == ()
    assert found.statement == statement()
    assert found.fingerprint == fingerprint(KEY.public_key())


def test_another_file_is_told_by_its_name():
    other = hashlib.sha256(FILE + b".").digest()
    assert check(as_file(receipt(statement(), KEY)), [("申报书.pdf", other)]).faults == (
        "“申报书.pdf”不是当时交的那一份，或者交后改动过。",
    )


@pytest.mark.parametrize(
    "name",
    ["selection", "application", "applicant", "received_at", "content", "event", "sequence", "attachments"],
)
def test_any_part_that_was_changed_breaks_the_signature(name):
    made = receipt(statement(), KEY)
    made[name] = {
        "sequence": 18,
        "received_at": "2026-11-26T17:59:58.999999+08:00",
        "attachments": [],
    }.get(name, "别的")
    [fault] = check(as_file(made)).faults
    assert "签名与内容不符" in fault


def test_what_is_added_or_signed_by_another_key_is_seen():
    made = receipt(statement(), KEY)
    assert check(as_file({**made, "score": 99})).faults
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    forged = receipt(statement(), other)
    assert check(as_file(forged)).fingerprint != fingerprint(KEY.public_key())
    assert check(as_file({**forged, "key": made["key"]})).faults


@given(st.data())
def test_one_changed_byte_is_seen_or_no_receipt(data):
    whole = as_file(receipt(statement(), KEY))
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
    try:
        found = check(changed)
    except BadReceipt:
        return
    if json.loads(changed) != json.loads(whole):
        assert found.faults or found.fingerprint != fingerprint(KEY.public_key())


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.booleans(), st.integers(), st.text())))
def test_the_hash_does_not_hang_on_the_order_of_answers(answers):
    assert content_hash(answers) == content_hash(dict(reversed(answers.items())))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: b"%PDF-1.7",
        lambda made: b"[" * 100_000,
        lambda made: b"null",
        lambda made: as_file({**made, "kind": "other"}),
        lambda made: as_file({**made, "version": 2}),
        lambda made: as_file({**made, "sequence": True}),
        lambda made: as_file({**made, "received_at": "2026-11-26T17:59:59"}),
        lambda made: as_file({**made, "attachments": [1]}),
        lambda made: as_file({**made, "key": "AAAA"}),
        lambda made: as_file({**made, "signature": 5}),
        lambda made: as_file({**made, "more": float("nan")}),
        lambda made: json.dumps({**made, "more": "\ud800"}).encode(),
        lambda made: json.dumps({**made, "selection": "\ud800"}).encode(),
        lambda made: as_file({name: value for name, value in made.items() if name != "event"}),
    ],
)
def test_what_is_no_receipt_is_refused_in_words(spoil):
    with pytest.raises(BadReceipt, match="回执"):
        check(spoil(copy.deepcopy(receipt(statement(), KEY))))


def test_the_instant_keeps_its_zone():
    made = receipt(statement(received_at=datetime(2026, 11, 26, 9, 59, 59, tzinfo=UTC)), KEY)
    assert check(as_file(made)).statement.received_at == datetime(2026, 11, 26, 17, 59, 59, tzinfo=HERE)


def test_a_receipt_that_says_something_twice_is_none():
    """A reader sees the first, a program takes the last, and the signature is over the last."""
    whole = as_file(receipt(statement(), KEY))
    for name in (
        b'"applicant": "\xe5\x88\xab\xe7\x9a\x84", ',
        b'"signature": "", ',
        b'"kind": "luoshi-receipt", ',
    ):
        with pytest.raises(BadReceipt, match="不是回执"):
            check(whole.replace(b"{", b"{" + name, 1))

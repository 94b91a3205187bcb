"""A certificate that was not changed is good; one that was, or that was taken back, or is over, is told."""

import base64
import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.credentials import (
    BadCredential,
    Granted,
    Revoked,
    Standing,
    check,
    credential,
    did_of,
    key_file,
    read_key,
    read_list,
    revocation_list,
)
from luoshi.core.receipts import fingerprint

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
TODAY = dt.date(2026, 11, 27)
MADE_AT = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)


def granted(**other):
    facts = {
        "id": "https://example.invalid/verify/K3S9D8F7/",
        "number": "宜昌教〔2026〕认字第0001号",
        "issuer": "示例市教育局",
        "holder": "示例职业学校",
        "title": "李老师名班主任工作室（示例）",
        "award": "市级名班主任工作室（一等）",
        "basis": "示教发〔2026〕12号",
        "since": dt.date(2026, 11, 1),
        "until": dt.date(2029, 10, 31),
        "lists": "https://example.invalid/verify/revoked/",
    }
    return Granted(**{**facts, **other})


def parts_of(text):
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in text.split(".")[:2]]


def written(header, payload, key):
    """A JWT by hand, without the code under test."""
    body = ".".join(
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode()
        for each in (header, payload)
    )
    return f"{body}.{base64.urlsafe_b64encode(key.sign(body.encode())).rstrip(b'=').decode()}".encode()


def test_what_was_granted_comes_back_and_the_key_is_told():
    found = check(credential(granted(), KEY).encode(), TODAY, key=KEY.public_key())
    assert (found.granted, found.faults, found.standing) == (granted(), (), Standing.VALID)
    assert found.fingerprint == fingerprint(KEY.public_key())


def test_it_is_an_open_badge_as_others_read_it():
    header, payload = parts_of(credential(granted(), KEY))
    did = did_of(KEY.public_key())
    assert header == {"alg": "EdDSA", "typ": "vc+jwt", "kid": f"{did}#{did[8:]}"}
    assert payload["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert payload["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert payload["issuer"]["id"] == payload["iss"] == did
    assert payload["validFrom"] == "2026-11-01T00:00:00+08:00"
    assert payload["validUntil"] == "2029-10-31T23:59:59+08:00"
    assert payload["credentialStatus"]["type"] == "1EdTechRevocationList"
    assert "vc" not in payload  # must not be there (VC-JOSE-COSE)


def test_the_identifier_of_a_key_is_that_of_the_method():
    # the first example of did:key for Ed25519: its bytes and its identifier
    raw = bytes.fromhex("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    assert did_of(Ed25519PublicKey.from_public_bytes(raw)) == (
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    )


@settings(max_examples=40)
@given(at=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_changed_byte_is_found(at, bit):
    whole = bytearray(credential(granted(), KEY).encode())
    whole[at % len(whole)] ^= 1 << bit
    try:
        found = check(bytes(whole), TODAY, key=KEY.public_key())
    except BadCredential:
        return
    assert found.faults != ()


@pytest.mark.parametrize(
    "name", ["number", "issuer", "holder", "title", "award", "basis", "since", "until", "id"]
)
def test_what_somebody_else_signed_is_told_by_the_published_key(name):
    days = {"since": dt.date(2026, 11, 2), "until": None}
    forged = credential(granted(**{name: days.get(name, "别的内容")}), OTHER)
    found = check(forged.encode(), TODAY, key=KEY.public_key())
    assert found.faults == ("签名用的密钥不是发证单位公布的那一把。",)
    head, body, _ = forged.split(".")
    with_good_signature = f"{head}.{body}.{credential(granted(), KEY).split('.')[2]}"
    assert any("改动过" in fault for fault in check(with_good_signature.encode(), TODAY).faults)


def test_a_header_that_asks_for_no_signature_is_refused():
    header, payload = parts_of(credential(granted(), KEY))
    for bad in ({**header, "alg": "none"}, {**header, "typ": "JWT"}, {**header, "kid": "did:key:zXY#1"}):
        with pytest.raises(BadCredential):
            check(written(bad, payload, KEY), TODAY)


def test_a_part_that_is_not_ours_or_says_two_things_is_refused():
    header, payload = parts_of(credential(granted(), KEY))
    assert check(written(header, payload, KEY), TODAY).faults == ()
    for changed in (
        {"exp": 4_000_000_000},
        {"name": "国家级"},
        {"iss": did_of(OTHER.public_key())},
        {"more": 1},
    ):
        with pytest.raises(BadCredential):
            check(written(header, {**payload, **changed}, KEY), TODAY)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (dt.date(2029, 10, 31), Standing.VALID),
        (dt.date(2029, 11, 1), Standing.EXPIRED),
        (dt.date(2026, 10, 31), Standing.VALID),
    ],
)
def test_it_is_over_the_day_after_its_last(day, standing):
    assert check(credential(granted(), KEY).encode(), day).standing == standing
    assert check(credential(granted(until=None), KEY).encode(), day).standing == Standing.VALID


def test_what_was_taken_back_is_told_with_its_reason():
    rows = [Revoked("https://example.invalid/verify/OTHER/"), Revoked(granted().id, "弄虚作假")]
    made = json.dumps(revocation_list(rows, MADE_AT, KEY)).encode()
    found = check(credential(granted(), KEY).encode(), TODAY, revoked=read_list(made))
    assert (found.standing, found.reason, found.faults) == (Standing.REVOKED, "弄虚作假", ())
    assert check(credential(granted(id="x"), KEY).encode(), TODAY, revoked=read_list(made)).reason == ""
    assert read_list(made).made_at == MADE_AT


def test_a_list_of_somebody_else_is_not_used_and_a_changed_one_not_read():
    empty = read_list(json.dumps(revocation_list([], MADE_AT, OTHER)).encode())
    found = check(credential(granted(), KEY).encode(), TODAY, revoked=empty)
    assert (found.standing, len(found.faults)) == (Standing.VALID, 1)
    made = revocation_list([Revoked(granted().id)], MADE_AT, KEY)
    for changed in (
        {**made, "revokedCredential": []},
        {**made, "jws": made["jws"][:-4] + "AAAA"},
        {"jws": 3},
        [],
    ):
        with pytest.raises(BadCredential):
            read_list(json.dumps(changed).encode())


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"a.b.c", b"\xff\xfe", b"x" * 300_000, b"." * 50, b"e30.e30.", b"[" * 5000]
)
def test_what_is_no_credential_no_list_no_key_is_refused_in_words(data):
    for read in (lambda: check(data, TODAY), lambda: read_list(data), lambda: read_key(data)):
        with pytest.raises(BadCredential, match="请"):
            read()


def test_the_published_key_is_read_back():
    assert read_key(key_file(KEY.public_key())).public_bytes_raw() == KEY.public_key().public_bytes_raw()


def test_a_token_that_says_something_twice_or_without_an_end_is_refused():
    """Signed with the right key: a reader of the payload would see the first name, the check the last."""

    def signed(*parts):
        body = ".".join(base64.urlsafe_b64encode(each.encode()).rstrip(b"=").decode() for each in parts)
        return f"{body}.{base64.urlsafe_b64encode(KEY.sign(body.encode())).rstrip(b'=').decode()}".encode()

    header, payload = (json.dumps(each, ensure_ascii=False) for each in parts_of(credential(granted(), KEY)))
    assert check(signed(header, payload), TODAY).faults == ()
    twice = '{"name": "国家级称号", ' + payload[1:]
    for bad in (
        (header, twice),
        ('{"alg": "none", ' + header[1:], payload),
        ('{"x": ' + "[" * 10_000 + "]" * 10_000 + ", " + header[1:], payload),
        ('{"x": 1e999, ' + header[1:], payload),
        ("[]", payload),
        (header, "[]"),
    ):
        with pytest.raises(BadCredential, match="不是电子证书"):
            check(signed(*bad), TODAY)

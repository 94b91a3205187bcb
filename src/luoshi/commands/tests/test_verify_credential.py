"""`luoshi verify-credential`: the exit codes of the contract, without a site and without a network."""

import datetime as dt
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshi.core.credentials import Granted, Revoked, credential, key_file, revocation_list

from .running import run

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
GRANTED = Granted(
    id="https://example.invalid/verify/K3S9D8F7/",
    number="认字第0001号",
    issuer="示例市教育局",
    holder="示例职业学校",
    title="李老师名班主任工作室（示例）",
    award="市级名班主任工作室",
    basis="示教发〔2026〕12号",
    since=dt.date(2026, 11, 1),
)


def test_a_certificate_is_checked_offline(tmp_path):
    certificate, key, listed = (tmp_path / name for name in ("证书.jwt", "公钥.pem", "名单.json"))
    certificate.write_text(credential(GRANTED, KEY))
    key.write_bytes(key_file(KEY.public_key()))
    done = run(tmp_path, "verify-credential", str(certificate), "--key", str(key))
    assert done.returncode == 0, done.stderr
    assert "没有改动过" in done.stdout
    assert "没有核对是否撤销" in done.stdout
    listed.write_text(
        json.dumps(revocation_list([Revoked(GRANTED.id, "弄虚作假")], dt.datetime.now(dt.UTC), KEY))
    )
    done = run(tmp_path, "verify-credential", str(certificate), "--list", str(listed), "--json")
    assert (done.returncode, json.loads(done.stdout)["standing"]) == (1, "revoked")
    key.write_bytes(key_file(OTHER.public_key()))
    done = run(tmp_path, "verify-credential", str(certificate), "--key", str(key))
    assert (done.returncode, "公布的那一把" in done.stdout) == (1, True)
    assert run(tmp_path, "verify-credential", str(key)).returncode == 2
    assert run(tmp_path, "verify-credential", "/dev/zero").returncode == 2  # a file without an end

"""`luoshi verify-receipt`: the exit codes of the contract, without a site."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshi.core.receipts import Attachment, Statement, content_hash, fingerprint, receipt

from .running import run


def test_a_receipt_and_its_attachment_are_checked(tmp_path):
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    attachment, file = tmp_path / "申报书.pdf", tmp_path / "回执.json"
    attachment.write_bytes(b"%PDF-1.7")
    said = Statement(
        selection="名班主任工作室遴选（示例）",
        application="k3s9",
        sequence=3,
        applicant="示例职业学校",
        received_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
        content=content_hash({}),
        event="",
        attachments=(Attachment("申报书.pdf", 8, sha256(b"%PDF-1.7").hexdigest()),),
    )
    file.write_text(json.dumps(receipt(said, key), ensure_ascii=False))
    done = run(tmp_path, "verify-receipt", str(file), str(attachment))
    assert done.returncode == 0, done.stderr
    assert "都是当时交的" in done.stdout
    assert fingerprint(key.public_key()) in done.stdout
    done = run(tmp_path, "verify-receipt", str(file), "--json", "--fingerprint", "0000 1111")
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (1, False)
    file.write_text(json.dumps(receipt(replace(said, applicant="示例\x1b[2J\u202e学校"), key)))
    words = run(tmp_path, "verify-receipt", str(file)).stdout
    assert ("示例�[2J�学校" in words, "\x1b" in words) == (True, False), "a receipt clears the terminal"
    file.write_text(json.dumps(receipt(said, key), ensure_ascii=False))
    attachment.write_bytes(b"%PDF-1.8")
    done = run(tmp_path, "verify-receipt", str(file), str(attachment))
    assert (done.returncode, "不是当时交的那一份" in done.stdout) == (1, True)
    assert run(tmp_path, "verify-receipt", str(attachment)).returncode == 2
    assert run(tmp_path, "verify-receipt", "/dev/zero").returncode == 2  # a file without an end

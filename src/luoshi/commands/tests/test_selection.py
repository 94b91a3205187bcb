"""`luoshi selection verify`: the exit codes of the contract, without a site and without a network."""

import json

from luoshi.core.archive.tests import made
from luoshi.core.credentials import key_file

from .running import run


def test_a_package_is_checked_offline(tmp_path):
    whole, key = made.files(), tmp_path / "公钥.pem"
    package = made.as_zip(tmp_path / "档案包.zip", made.signed(whole))
    key.write_bytes(key_file(made.KEY.public_key()))
    done = run(tmp_path, "selection", "verify", str(package), "--key", str(key))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "与公布的一致" in done.stdout
    assert "2026-11-27 09:00 生成" in done.stdout
    assert "指纹" not in done.stdout
    key.write_bytes(key_file(made.OTHER.public_key()))
    done = run(tmp_path, "selection", "verify", str(package), "--key", str(key), "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (1, False)
    assert told["faults"] == ["签名用的密钥不是主管部门公布的那一把。"]
    for nothing in (key, "/dev/zero", tmp_path / "没有"):
        done = run(tmp_path, "selection", "verify", str(nothing))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.strip().endswith("。")

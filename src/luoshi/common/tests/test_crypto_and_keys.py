"""Keys lie in one file with owner-only rights; what they seal opens only where it belongs."""

import json
import stat

import pytest

from luoshi.common import crypto, keys


def test_what_is_sealed_opens_again_in_its_place():
    sealed = crypto.encrypt(b"13800000000", context="user:1:mobile")
    assert b"138" not in sealed
    assert crypto.decrypt(sealed, context="user:1:mobile") == b"13800000000"


def test_a_value_moved_to_another_row_does_not_open():
    sealed = crypto.encrypt(b"x", context="user:1:mobile")
    with pytest.raises(ValueError, match="不属于此处"):
        crypto.decrypt(sealed, context="user:2:mobile")


def test_a_changed_byte_is_noticed():
    sealed = bytearray(crypto.encrypt(b"x", context="c"))
    sealed[-1] ^= 1
    with pytest.raises(ValueError, match="损坏"):
        crypto.decrypt(bytes(sealed), context="c")


def test_the_same_value_is_sealed_differently_but_found_by_its_index():
    assert crypto.encrypt(b"x", context="c") != crypto.encrypt(b"x", context="c")
    assert crypto.blind_index("x", context="c") == crypto.blind_index("x", context="c")
    assert crypto.blind_index("x", context="c") != crypto.blind_index("x", context="d")


def test_keys_are_made_once_with_owner_only_rights(tmp_path):
    path = tmp_path / "keys" / "site.json"
    made = keys.load_or_create(path)
    assert keys.load_or_create(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(set(made.values())) == len(keys.NAMES)


@pytest.mark.parametrize("damage", ["", "{}", "not json", '{"secret": "eA=="}'])
def test_a_damaged_key_file_is_refused_and_kept(tmp_path, damage):
    path = tmp_path / "site.json"
    path.write_text(damage)
    with pytest.raises(ValueError, match="副本恢复"):
        keys.load_or_create(path)
    assert path.read_text() == damage


def test_a_short_key_is_refused(tmp_path):
    path = tmp_path / "site.json"
    keys.load_or_create(path)
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "data": "eA=="}))
    with pytest.raises(ValueError, match="损坏"):
        keys.load_or_create(path)

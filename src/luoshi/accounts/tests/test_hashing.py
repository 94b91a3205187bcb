"""How passwords are hashed on a site: strong enough by the controls, and no dearer than a crowd can wait for."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from luoshi.accounts.passwords import Hasher

PASSWORD = "Qiaoliang-9%Heliu"


def test_a_hash_at_an_older_cost_lets_in_and_is_made_anew() -> None:
    older = Argon2PasswordHasher()
    kept = older.encode(PASSWORD, older.salt())
    ours = Hasher()
    assert ours.verify(PASSWORD, kept)
    assert not ours.verify(f"{PASSWORD}x", kept)
    assert ours.must_update(kept)
    fresh = ours.encode(PASSWORD, ours.salt())
    assert not ours.must_update(fresh)
    assert ours.verify(PASSWORD, fresh)


def test_it_is_what_the_controls_ask_for_and_what_the_site_uses() -> None:
    """AU-07: argon2id, 46 MiB and one pass at least."""
    ours = Hasher()
    made = ours.encode(PASSWORD, ours.salt())
    assert made.startswith("argon2$argon2id$v=19$m=65536,t=1,p=1$")
    assert settings.PASSWORD_HASHERS[-1] == f"{Hasher.__module__}.{Hasher.__name__}"

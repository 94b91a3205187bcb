"""What somebody typed and has not sent: kept per user, form and object, encrypted, without audit or version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from . import clock, crypto
from .actor import Actor
from .models import Draft


def context_of(user_public_id: str, form: str, object_id: str) -> str:
    """The place a draft is sealed for."""
    return f"draft:{user_public_id}:{form}:{object_id}"


def save(by: Actor, form: str, object_id: str, content: dict[str, Any], base_version: int = 0) -> Draft:
    """Keep `content` (JSON); the last one wins."""
    sealed = crypto.encrypt(
        json.dumps(content, ensure_ascii=False).encode(),
        context=context_of(by.user_public_id, form, object_id),
    )
    draft, _ = Draft.objects.update_or_create(
        user_id=by.user_id,
        form=form,
        object_id=object_id,
        defaults={"sealed": sealed, "base_version": base_version, "saved_at": clock.now()},
    )
    return draft


def load(by: Actor, form: str, object_id: str) -> tuple[dict[str, Any], Draft] | None:
    """What was kept, or None."""
    draft = Draft.objects.filter(user_id=by.user_id, form=form, object_id=object_id).first()
    if draft is None:
        return None
    plain = crypto.decrypt(draft.sealed, context=context_of(by.user_public_id, form, object_id))
    return json.loads(plain), draft


def kept_of(by: Actor, form: str, object_ids: Iterable[str]) -> set[str]:
    """Of these objects those the person has something unsaved of."""
    rows = Draft.objects.filter(user_id=by.user_id, form=form, object_id__in=list(object_ids))
    return set(rows.values_list("object_id", flat=True))


def discard(by: Actor, form: str, object_id: str) -> None:
    Draft.objects.filter(user_id=by.user_id, form=form, object_id=object_id).delete()


def discard_all(by: Actor, forms: str, object_id: str) -> None:
    """All drafts of one object whose form's name starts with `forms`."""
    Draft.objects.filter(user_id=by.user_id, form__startswith=forms, object_id=object_id).delete()


def discard_of_everybody(forms: str, object_id: str) -> None:
    """Drafts of all people about one object, for what must be gone from the site."""
    Draft.objects.filter(form__startswith=forms, object_id=object_id).delete()

"""What stands in a sheet, sealed until its round is closed (controls BL-07)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.common import crypto
from luoshi.core.signed_json import canonical

from .models import Sheet


@dataclass(frozen=True, slots=True)
class Content:
    """values by item of the rubric as `core.scoring.count` takes them; comments by item; the opinion in words."""

    values: Mapping[str, Any]
    comments: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""


def sealed(content: Content, assigned_public_id: str) -> dict[str, Any]:
    """Fields of the sheet. The salt keeps the digest from telling a score by trying all of them."""
    plain = canonical(
        {
            "values": dict(content.values),
            "comments": dict(content.comments),
            "opinion": content.opinion,
            "salt": secrets.token_hex(16),
        }
    )
    context = f"review.sheet:{assigned_public_id}"
    return {
        "sealed": crypto.encrypt(plain, context=context),
        "digest": hashlib.sha256(plain).hexdigest(),
    }


def opened(sheet: Sheet) -> Content:
    """Raises ValueError where it was changed outside of the acts. The caller knows that it may be read."""
    plain = crypto.decrypt(bytes(sheet.sealed), context=sheet.context)
    if hashlib.sha256(plain).hexdigest() != sheet.digest:
        raise ValueError("评分表与交表时不一致。")
    data = json.loads(plain)
    return Content(data["values"], data["comments"], data["opinion"])


def digest_of(data: Any) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()

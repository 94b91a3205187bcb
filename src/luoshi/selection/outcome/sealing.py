"""What an objector or a reporter says, sealed; and how somebody finds his own again without being named anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from luoshi.common import crypto
from luoshi.common.ids import new_public_id

from .models import Misconduct, Objection, Statement


@dataclass(frozen=True, slots=True)
class Words:
    """Who says something, how he can be reached, and what he says."""

    words: str
    name: str = ""
    phone: str = ""
    unit: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.name and self.phone)


def sealed(words: Words, kind: type[Objection] | type[Misconduct]) -> dict[str, object]:
    """`public_id` and `sealed` of a row to be made: what is sealed opens in its place only."""
    public_id = new_public_id()
    plain = json.dumps(asdict(words), ensure_ascii=False).encode()
    place = kind(public_id=public_id).context
    return {"public_id": public_id, "sealed": crypto.encrypt(plain, context=place)}


def opened(row: Objection | Misconduct) -> Words:
    """The caller knows that it may be read. Raises ValueError where it was changed outside of the acts."""
    return Words(**json.loads(crypto.decrypt(bytes(row.sealed), context=row.context)))


def sealed_answer(statement: Statement, words: str) -> bytes:
    return crypto.encrypt(words.encode(), context=statement.context)


def opened_answer(statement: Statement) -> str:
    if not statement.sealed:
        return ""
    return crypto.decrypt(bytes(statement.sealed), context=statement.context).decode()


def index_of(user_public_id: str) -> str:
    """The fingerprint of a person, "" for nobody."""
    return crypto.blind_index(user_public_id, context="outcome.objector") if user_public_id else ""

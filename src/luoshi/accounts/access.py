"""The gate before an act of this package: a refused attempt is written down before the answer goes out."""

from typing import Any

from django.core.exceptions import PermissionDenied

from luoshi.common import audit
from luoshi.common.actor import Actor
from luoshi.common.models import Base

from .permissions import ACCOUNTS_WHO


def require_act(action: str, actor: Actor, target: Any) -> None:
    """Raises PermissionDenied (403), with a line in the log, unless the actor may do this to the target.

    Stands before the form is looked at, so that somebody who may not learns nothing of its rules.
    """
    if not ACCOUNTS_WHO[action](actor, target):
        about = target if isinstance(target, Base) else None
        audit.record_refusal(action, by=actor, obj=about, code="forbidden")
        raise PermissionDenied

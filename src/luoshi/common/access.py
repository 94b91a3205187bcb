"""The one gate between 'you see it' and 'you may do it'."""

from django.core.exceptions import PermissionDenied


def require(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless `allowed`. What is foreign is 404 before it comes here."""
    if not allowed:
        raise PermissionDenied

"""Path converters."""

from django.urls import register_converter

from .ids import ALPHABET, LENGTH


class PublicId:
    """A random public id in a URL."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "public_id")

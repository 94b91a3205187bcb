"""Random public ids: what stands in URLs, pages, file names and receipts. Integer keys never leave the server."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: ids are also read out over the phone
LENGTH = 20  # 31^20 ≈ 2^99


def new_public_id() -> str:
    """A fresh random id of 20 characters, each as likely as any other: the digits of one random number."""
    number, letters = secrets.randbelow(len(ALPHABET) ** LENGTH), []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)

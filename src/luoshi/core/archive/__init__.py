"""The package in which a whole selection is kept: what lies where, the signed list, and the check of all of it.

Writing needs `layout` and `manifest` only. `verifying` computes draws and scores anew and brings the solver with it:
it is imported from there by whoever checks a package.
"""

from .container import BadArchive
from .manifest import MANIFEST, SIGNATURE, Entry, manifest_bytes, sha256_of, signature_bytes

__all__ = [
    "MANIFEST",
    "SIGNATURE",
    "BadArchive",
    "Entry",
    "manifest_bytes",
    "sha256_of",
    "signature_bytes",
]

"""Every write of this stage."""

from .proof import add_proof, cite_proof, remove_proof
from .saying import give_many, give_update, take_back_update

__all__ = ["add_proof", "cite_proof", "give_many", "give_update", "remove_proof", "take_back_update"]

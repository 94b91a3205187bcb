"""What stands goes along when a school merges; who gave it stays written."""

from __future__ import annotations

from django.db.models import Q

from luoshi.accounts.following import Followed

from .models import Award
from .states import REVOCABLE

FOLLOWED = (Followed(Award, "organisation", Q(state__in=REVOCABLE)),)

"""A bureau's pool of experts goes along when it merges; an expert who leaves his post takes nothing with him."""

from __future__ import annotations

from django.db.models import Q

from luoshi.accounts.following import Followed

from .models import Expert
from .states import ExpertState

FOLLOWED = (Followed(Expert, "organisation", ~Q(state=ExpertState.REMOVED), "评审专家"),)

"""Binders go along with the organisation whose people put them together, and with the one they are about."""

from django.db.models import Q

from luoshi.accounts.following import Followed

from .models import Binder, ChecklistReading, Folder

FOLLOWED = (
    Followed(Binder, "organisation", Q()),
    Followed(Binder, "about", Q()),
    Followed(Folder, "place", Q()),
    Followed(ChecklistReading, "organisation", Q()),
    Followed(ChecklistReading, "about", Q()),
)

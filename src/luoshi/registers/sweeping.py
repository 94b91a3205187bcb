"""Every hour: personal values whose time is over go; entries are named by the form as it is now."""

from django.db.models import F

from luoshi.common.actor import system_actor

from .actions.identifying import identify
from .actions.personal import erase_due
from .models import Register


def sweep() -> None:
    erase_due(system_actor())
    behind = Register.objects.filter(withdrawn_at__isnull=True, definition__current__isnull=False)
    behind = behind.exclude(read_as=F("definition__current__public_id"))
    for register in behind.select_related("definition__current__definition").order_by("pk"):
        identify(register=register, by=system_actor(), version=register.version)

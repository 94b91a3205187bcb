"""Every hour: personal values whose time is over go; in January each register is kept as the year left it; entries are
named by the form as it is now.
"""

from django.db.models import F

from luoshi.common.actor import system_actor

from .actions.erasing import erase_due
from .actions.identifying import identify
from .effects import named_anew
from .models import Register
from .yearly import keep_years


def sweep() -> None:
    erase_due(system_actor())
    keep_years()
    behind = Register.objects.filter(withdrawn_at__isnull=True, definition__current__isnull=False)
    behind = behind.exclude(read_as=F("definition__current__public_id"))
    for register in behind.select_related("definition__current__definition").order_by("pk"):
        rows = named_anew(register)  # takes long for a large one: before the act
        identify(register=register, rows=rows, by=system_actor(), version=register.version)

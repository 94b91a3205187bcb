"""Who may load an import: importers of the organisation it belongs to who may also edit its plans."""

from luoshi.common.actor import Actor
from luoshi.policies.models import Reading
from luoshi.policies.permissions import can_work_on_reading


def can_load_reading(actor: Actor, reading: Reading) -> bool:
    return can_work_on_reading(actor, reading) and actor.may("edit_plan")


WIZARD_WHO = {"home.load_reading": can_load_reading}

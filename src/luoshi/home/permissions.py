"""Who may load packs: the command line on the server, and editors for plans their organisation issues."""

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.permissions import only_the_system
from luoshi.common.actor import Actor
from luoshi.selection.applying.queries import keeps_away
from luoshi.selection.models import Call


def can_load_pack(actor: Actor, comparison: Any) -> bool:
    """An editor loads plans of the own organisation; the site pack is loaded by the command line only."""
    if comparison.kind != "plan" or not actor.may("edit_plan"):
        return actor.is_system
    issuer = Organisation.objects.filter(key=comparison.pack.data["plan"]["issuer"]).first()
    return issuer is not None and issuer.pk == actor.organisation_id


def can_export_log(actor: Actor, anything: Any) -> bool:
    """The log administrator takes out what he or she may read."""
    return actor.may("read_log")


def can_export_selection_log(actor: Actor, call: Call) -> bool:
    """The monitor of the bureau whose selection it is, none who keeps away from an application of it."""
    own = call.organisation_id == actor.organisation_id
    return actor.may("watch_selections") and own and not keeps_away(actor, call)


HOME_WHO = {
    "home.load_pack": can_load_pack,
    "home.build_world": only_the_system,
    "home.export_log": can_export_log,
    "home.export_selection_log": can_export_selection_log,
}

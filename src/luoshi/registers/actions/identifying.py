"""A register's form or settings changed: its entries are called and told from others by what stands now."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.many import Carrying

from ..identity import identity_of, label_of, own_identity
from ..models import Entry, Register
from ..permissions import only_within_an_act
from ..states import EntryState
from .counted import note_counted

AT_ONCE = 500


@acts.act("registers.identify", who=only_within_an_act, on="register")
def identify(*, register: Register, by: Actor) -> Register:
    """Labels and identities of all entries anew. Two of a school that would be the same thing now stay two, each
    counted by itself, until somebody merges them.
    """
    current = register.definition.current
    if current is None:
        return register
    carrying, taken, changed = Carrying(current), set[tuple[int, str]](), []
    rows = register.entries.filter(answer__isnull=False, erased_at__isnull=True)
    for entry in rows.select_related("answer__form_version").order_by("pk"):
        assert entry.answer is not None
        values = carrying.values(entry.answer)
        identity = identity_of(register, values)
        place = (entry.organisation_id, identity)
        if not identity or (place in taken and entry.state != EntryState.ENDED):
            identity = own_identity(register, entry.public_id)
        elif entry.state != EntryState.ENDED:
            taken.add(place)
        label = label_of(register, values, entry.public_id)
        if (identity, label) != (entry.identity, entry.label):
            entry.identity, entry.label = identity, label
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["identity", "label"], batch_size=AT_ONCE)
    acts.note_bulk("entries", [[entry.public_id, entry.identity] for entry in changed])
    acts.change(register, read_as=current.public_id)
    note_counted(register=register, organisations=frozenset(row.organisation_id for row in changed), by=by)
    return register

"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .citing import ABOUT, ENTRY, follow_uncited
from .desk import desk_items, reminders
from .following import AFTER, stands_on
from .form_sources import sources
from .form_use import refuses_form, uses_forms
from .invariants import INVARIANTS
from .pack import REGISTERS
from .queries import (
    entries_visible_to,
    erasures_visible_to,
    joins_visible_to,
    registers_visible_to,
    runs_visible_to,
    snapshots_visible_to,
    stages_visible_to,
)
from .states import WORKFLOWS
from .sweeping import sweep

STAGE = Stage(
    name="registers",
    pack=(REGISTERS,),
    sources=sources,
    workflows=WORKFLOWS,
    desk=desk_items,
    reminders=reminders,
    sweep=sweep,
    cites={ABOUT: ENTRY},
    invariants=INVARIANTS,
    stands_on=stands_on,
    uses_forms=uses_forms,
    refuses_form=refuses_form,
    after={**AFTER, "evidence.uncite_evidence": follow_uncited},
    visible={
        "registers.register": registers_visible_to,
        "registers.entry": entries_visible_to,
        "registers.erasure": erasures_visible_to,
        "registers.projectstage": stages_visible_to,
        "registers.snapshot": snapshots_visible_to,
        "registers.joinedidentity": joins_visible_to,
        "registers.entryrun": runs_visible_to,
    },
)

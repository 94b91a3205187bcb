"""What the library offers to the whole."""

from luoshi.common.stages import Stage

from . import parts
from .invariants import INVARIANTS
from .merging import follow_merger, follow_undoing
from .queries import evidence_visible_to

STAGE = Stage(
    name="evidence",
    visible={"evidence.evidence": evidence_visible_to},
    invariants=INVARIANTS,
    sweep=parts.sweep,
    after={
        "accounts.merge_organisations": follow_merger,
        "accounts.undo_organisation_change": follow_undoing,
    },
)

"""What the library offers to the whole."""

from luoshi.common.stages import Pick, Stage

from . import parts
from .invariants import INVARIANTS
from .merging import follow_merger, follow_undoing
from .queries import evidence_visible_to
from .shelf import file_of, shelf

STAGE = Stage(
    name="evidence",
    visible={"evidence.evidence": evidence_visible_to},
    invariants=INVARIANTS,
    pick={"evidence": Pick("材料库", "evidence", shelf, file_of)},
    sweep=parts.sweep,
    after={
        "accounts.merge_organisations": follow_merger,
        "accounts.undo_organisation_change": follow_undoing,
    },
)

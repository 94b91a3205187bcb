"""Objects of registers, as addresses ask for them; see `things`."""

from __future__ import annotations

from typing import Any

from luoshi.common.dataforms.models import AnswerFile
from luoshi.evidence.models import EvidenceUse
from luoshi.registers.importing.models import ListImport
from luoshi.registers.models import Entry, EntryRun, Erasure, JoinedIdentity, ProjectStage, Register, Snapshot

REGISTER_MODELS: dict[str, Any] = {
    "register": Register,
    "list_import": ListImport,
    "register_entry": Entry,
    "register_entry_file": AnswerFile,
    "register_use": EvidenceUse,
    "register_stage": ProjectStage,
    "register_snapshot": Snapshot,
    "register_erasure": Erasure,
    "entry_run": EntryRun,
    "register_join": JoinedIdentity,
}

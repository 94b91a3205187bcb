"""The import as it stands: what was read, with what people have decided so far."""

from __future__ import annotations

from typing import Any

from luoshi.core.packs.settling import settled

from .models import Finding, Reading
from .states import FindingState

MUST_BE_SETTLED = ("error", "ask")


def decided(reading: Reading) -> list[Finding]:
    """Findings somebody has settled, in the order in which they were."""
    rows = reading.findings.exclude(state=FindingState.OPEN).select_related("decided_by")
    return sorted(rows, key=lambda finding: (finding.decided_at or finding.created_at, finding.order))


def settled_reading(reading: Reading) -> dict[str, Any]:
    """core.packs.settling.settled with every decision carried out."""
    changes = [
        change for finding in decided(reading) for change in finding.value.get("value", {}).get("changes", [])
    ]
    return settled(reading.result, changes)


def open_questions(reading: Reading) -> int:
    """How many findings must be settled before the import can be loaded."""
    return reading.findings.filter(state=FindingState.OPEN, severity__in=MUST_BE_SETTLED).count()

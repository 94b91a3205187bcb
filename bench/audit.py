"""Verifying the operation log (SQLite, in this process)

`audit verify` over one log of a few chains: every digest is computed anew, every number and both ends compared.
Yardstick: the plain SHA-256 of the same bytes, laid ready in memory, one event after the other: what no verifier can
do without. 200,000 events; with LUOSHI_BENCH_EVENTS=1000000 the million that the controls speak of (≤ 60 s).
`invariants check` is measured on the same site.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.rows import Row

EVENTS = int(os.environ.get("LUOSHI_BENCH_EVENTS", "200000"))
CHAINS = 20
MILLION, GOAL = 1_000_000, 60.0  # controls AL-04


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as home:
        environment = {**os.environ, "LUOSHI_HOME": home, "LUOSHI_MODE": "demo"}
        command = [sys.executable, "-m", "bench.audit"]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return [Row(*line.split("\t")) for line in done.stdout.splitlines() if line.count("\t") == 2]


def main() -> None:
    from luoshi.commands.boot import start

    start(new_mode="demo")
    from luoshi.common import audit, invariants, verifying

    fill()
    verdict, seconds = timed(verifying.verify)
    if not verdict.ok or verdict.events < EVENTS:
        raise RuntimeError(f"the log is not whole: {verdict}")
    ready = [audit.canonical_of(row) for row in verifying.rows()]
    _, plain = timed(lambda: [hashlib.sha256(content).hexdigest() for content in ready])
    rate = verdict.events / seconds
    figure = f"{seconds:.1f} s, {rate:,.0f} events/s; a million in {MILLION / rate:.0f} s at this rate"
    print(f"audit verify, {verdict.events:,} events\t{figure}\ta million in ≤ {GOAL:.0f} s")
    print(f"the same to plain hashing of the same bytes\t{seconds / plain:.0f} × ({plain:.2f} s)\t")
    found, seconds = timed(invariants.check_all)
    print(f"invariants check, {verdict.events:,} events in the log\t{seconds:.1f} s\t")
    if not found["ok"]:
        raise RuntimeError(f"invariants do not hold: {found['violations'][:3]}")


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = function()
    return answer, time.perf_counter() - began


def fill() -> None:
    """A log as people leave it: organisations' chains, each act with a few changed fields, signed at the end."""
    from luoshi.accounts.models import Organisation
    from luoshi.common.actor import system_actor
    from luoshi.common.checkpoints import Ledger
    from luoshi.common.models import AuditEvent, AuditHead
    from luoshi.home.loading import load_bundled

    load_bundled(system_actor())
    chains = list(Organisation.objects.order_by("pk").values_list("public_id", flat=True)[:CHAINS])
    for chain in chains:
        events = list(chain_of(chain, EVENTS // len(chains) + 1))
        AuditEvent.objects.bulk_create(events, batch_size=2000)
        AuditHead.objects.create(chain=chain, sequence=events[-1].sequence, digest=events[-1].digest)
    Ledger().write()


def chain_of(chain: str, count: int) -> Iterator[Any]:
    """So many events of one organisation, each knowing the one before."""
    from luoshi.common import audit, clock
    from luoshi.common.models import AuditEvent

    previous, at = "", clock.now()
    for sequence in range(1, count + 1):
        event = AuditEvent(
            chain=chain,
            sequence=sequence,
            at=at,
            action="plans.change_task",
            result="done",
            role="city_officer",
            organisation=chain,
            object_type="plans.task",
            object_id=f"task{sequence:016d}",
            changes=[change(sequence, field) for field in ("title", "declared", "order")],
            network="192.0.2.1",
            request_id=f"request{sequence:013d}",
            previous=previous,
        )
        event.digest = previous = audit.digest_of(event)
        yield event


def change(number: int, field: str) -> dict[str, Any]:
    about = {"type": "plans.task", "id": f"task{number:016d}", "field": field}
    return {**about, "before": f"第{number}项工作任务", "after": f"第{number}项工作任务（修订）"}


if __name__ == "__main__":
    main()

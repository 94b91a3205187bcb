"""A school puts 20,000 teachers into its register, then changes every one; print how long each write transaction held.

python -m bench._register_site ROWS
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from luoshi.commands.boot import start
from luoshi.core.lists.persons import check_sign

FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静强磊军洋勇艳杰娟涛明超"


def values(at: int, chance: random.Random, dual: bool) -> dict[str, Any]:
    first = f"99{at % 10000:04d}{1960 + at % 40}01{1 + at // 1000 % 28:02d}{at % 1000:03d}"
    return {
        "name": chance.choice(FAMILY) + chance.choice(GIVEN) + chance.choice(GIVEN),
        "id_number": first + check_sign(first),
        "gender": chance.choice(["male", "female"]),
        "employment": "staff",
        "subject": chance.choice(["数学", "语文", "护理", "机电技术应用"]),
        "dual": dual,
    }


@contextmanager
def transactions() -> Iterator[list[tuple[float, float]]]:
    """Of each outermost transaction the seconds it was open and those it worked (on a busy machine they differ)."""
    from django.db import connection

    held: list[tuple[float, float]] = []
    begun: list[tuple[float, float]] = []
    enter = connection.set_autocommit

    def set_autocommit(on: bool, *given: Any, **more: Any) -> None:
        if not on:
            begun.append((time.perf_counter(), time.process_time()))
        enter(on, *given, **more)
        if on and begun:
            wall, work = begun.pop()
            held.append((time.perf_counter() - wall, time.process_time() - work))

    connection.set_autocommit = set_autocommit  # type: ignore[method-assign]
    yield held
    connection.set_autocommit = enter  # type: ignore[method-assign]


def main() -> None:
    count = int(sys.argv[1])
    start(new_mode="demo")
    from luoshi.accounts.actions import add_person
    from luoshi.accounts.models import Organisation
    from luoshi.accounts.queries import actor_for
    from luoshi.common.actor import system_actor
    from luoshi.home.loading import load_bundled
    from luoshi.registers.actions import PutRow
    from luoshi.registers.models import Entry, Register

    load_bundled(system_actor())
    school = Organisation.objects.filter(kind="school").order_by("pk")[0]
    post = add_person(
        name="示例·测速", mobile="10000090001", organisation=school, role="office", by=system_actor()
    )
    where = {"register": Register.objects.get(key="teachers"), "organisation": school, "by": actor_for(post)}
    chance = random.Random(5)
    new = [PutRow(None, values(at, chance, True)) for at in range(count)]
    found = {"new": put(where, new)}
    every = list(Entry.objects.filter(register=where["register"]))
    found["changed"] = put(where, [PutRow(entry, {"dual": False}) for entry in every])
    print(json.dumps(found))


def put(where: dict[str, Any], rows: list[Any]) -> dict[str, float]:
    """Seconds of making ready and of the act: open, and at work."""
    from luoshi.registers.actions import put_entries, ready_rows

    begun = time.perf_counter()
    ready = ready_rows(rows=rows, **where)
    taken = time.perf_counter() - begun
    with transactions() as held:
        done = put_entries(ready=ready, **{name: where[name] for name in ("register", "organisation", "by")})
    assert len(done.added) + len(done.changed) == len(rows)
    return {"ready": taken, "open": max(held)[0], "worked": max(held)[1]}


if __name__ == "__main__":
    main()

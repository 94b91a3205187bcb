"""One plan of the test world with everything that hangs on it, a canary in each text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock, files
from luoshi.core.reading.shown import read_and_show
from luoshi.plans.models import Area, PackVersion, Plan, PlanDate, Target, Task
from luoshi.plans.permissions import can_edit_plan
from luoshi.policies.models import Clause, Decision, Finding, PolicyDocument, Reading, ReadingFile
from luoshi.undertakings.models import Duty, Work

if TYPE_CHECKING:
    from .world import World

# A small document with something to settle; its words are canaries.
PRINTED = """关于{0}工作的通知
各学校：
一、重点任务
（一）{1}。双师型教师占比不低于60%。
附件：承接情况一览表
序号\t工作任务\t承接数量\t{2}中专\t{3}职校
1\t{4}\t3\t√\t√
"""


def make_plan(world: World, issuer: Organisation, schools: list[Organisation], officer: str) -> None:
    """Document, clauses, plan, areas, tasks, targets, dates, duties, imports. Runs inside the world's act."""
    readers = world.readers(issuer)
    document = _made(
        world, readers, "document", PolicyDocument, ("title", "issuer"), owner=issuer, key=f"w{issuer.pk}/d"
    )
    clause = _made(
        world,
        readers,
        "clause",
        Clause,
        ("number", "heading", "words", "text"),
        document=document,
        key="1",
    )
    plan = _made(
        world,
        readers,
        "plan",
        Plan,
        ("title", "short"),
        issuer=issuer,
        document=document,
        key=f"w{issuer.pk}",
        start="2026",
        end="2028",
        extra={"site": "world", "period_basis": "stated"},
    )
    _version(world, plan, world.people[officer])
    tasks = _parts(world, readers, plan, clause)
    for number, school in enumerate(schools):
        _duty(world, tasks[number % 2], school)
    for state in ("deciding", "loaded"):
        _import(world, issuer, document, officer, state)
    _decision(world, readers, document, officer)


def _made(world: World, seers: list[str], kind: str, model: Any, texts: tuple[str, ...], **given: Any) -> Any:
    """A row whose `texts` are canaries, described for `seers`; the log gets none of them."""
    canaries = {name: world.canary() for name in texts}
    row = model.objects.create(**canaries, **given)
    acts.note_bulk(kind, [row])
    world.add(kind, row, canaries.values(), seers)
    return row


def _parts(world: World, readers: list[str], plan: Plan, clause: Clause) -> list[Task]:
    area = _made(world, readers, "area", Area, ("name",), plan=plan, key="a", clause=clause)
    tasks = []
    for key in ("1", "2"):
        task = _made(
            world, readers, "task", Task, ("code", "title"), plan=plan, area=area, key=key, declared=3
        )
        task.clauses.add(clause)
        tasks.append(task)
        fields = {
            "plan": plan,
            "task": task,
            "clause": clause,
            "key": key,
            "comparator": "at_least",
            "quantity": 3,
        }
        _made(world, readers, "target", Target, ("words", "subject", "unit"), **fields)
    day = timezone.localtime(clock.now()).date()
    _made(world, readers, "date", PlanDate, ("title", "rule"), plan=plan, key="d", day=day, clause=clause)
    return tasks


def _duty(world: World, task: Task, school: Organisation) -> None:
    """Its mark is for all readers of the plan; the page and what lies on it for the school and those above it."""
    canary = world.canary()
    work = Work.objects.create(organisation=school)
    bound = {"task": task, "organisation": school, "basis": task.basis, "work": work}
    duty = Duty.objects.create(**bound, place={"text": canary})
    acts.note_bulk("duty", [duty])
    world.add("duty", duty, [canary], world.superiors(school, "read_plans"), duty.stage)


def _import(world: World, issuer: Organisation, document: PolicyDocument, officer: str, state: str) -> None:
    """An import under way or loaded: for those who may import, in the bureau that imports."""
    person, texts = world.people[officer].user, [world.canary() for _ in range(9)]
    result = read_and_show([("import.txt", PRINTED.format(*texts).encode())], {})
    findings = result.pop("findings")
    result["organisation_keys"] = {}
    reading = Reading(owner=issuer, title=texts[6], message=texts[7], state=state, started_by=person)
    reading.sealed = reading.sealed_result(result)
    reading.document = document if state == "loaded" else None
    reading.save()
    stored = files.put([texts[5].encode()])
    file = ReadingFile.objects.create(
        reading=reading, stored=stored, name=f"{texts[8]}.txt", document=reading.document
    )
    for order, content in enumerate(sorted(findings, key=lambda each: not each["proposal"])):
        finding = Finding(reading=reading, order=order, code=content["code"], severity=content["severity"])
        finding.sealed = finding.sealed_content(content)
        if state == "loaded":
            finding.state, finding.decided_by, finding.decided_at = "set_aside", person, clock.now()
        finding.save()
    importers = world.superiors(issuer, "import_policy")
    if state == "loaded":  # the files are the document's, for all who read the plan
        world.add("reading", reading, [*texts[:5], texts[6], texts[7]], importers, state)
        world.add("file", file, [texts[5], texts[8]], world.readers(issuer))
    else:
        world.add("reading", reading, texts, importers, state)


def _version(world: World, plan: Plan, editor: Membership) -> None:
    """The bytes a plan was loaded from: for the editors of its issuer; every reader sees the file's name."""
    name, text = world.canary(), world.canary()
    version = PackVersion.objects.create(
        kind="plan",
        key=plan.key,
        name=name,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        loaded_by=editor.user.public_id,
    )
    seers = [k for k, a in world.actors().items() if can_edit_plan(a, plan)]
    world.add("version", version, [name], world.readers(plan.issuer))
    world.add("version text", version, [text], seers)


def _decision(world: World, readers: list[str], document: PolicyDocument, officer: str) -> None:
    texts = {name: world.canary() for name in ("message", "reason", "organisation_name")}
    decision = Decision.objects.create(
        document=document,
        code="world",
        outcome="set_aside",
        decided_by=world.people[officer].user,
        decided_at=clock.now(),
        **texts,
    )
    world.add("decision", decision, texts.values(), readers)

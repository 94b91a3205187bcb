"""Each invariant holds on a freshly loaded site and is the one that speaks when a bug or a hand breaks its rule."""

import datetime as dt

import pytest
from django.db import connection, transaction

from luoshi.accounts import demo
from luoshi.accounts.models import Alias, Membership, Organisation, Placement, Session, Ticket, User
from luoshi.common import audit, checkpoints, clock, drafts, files
from luoshi.common.actor import system_actor
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditDetail, AuditEvent, AuditHead, Draft, Job, OnceReceipt, SiteState
from luoshi.common.stages import installed
from luoshi.home import loading
from luoshi.plans.models import Area, PackVersion, Plan, PlanDate, Target, Task
from luoshi.policies.models import Clause, Decision, Finding, PolicyDocument, Reading, ReadingFile
from luoshi.undertakings.models import Duty, SameWork, Work
from tests import (
    breakers_alerts,
    breakers_binders,
    breakers_evidence,
    breakers_figures,
    breakers_filed,
    breakers_forms,
    breakers_imports,
    breakers_indicators,
    breakers_meetings,
    breakers_money,
    breakers_notices,
    breakers_panel,
    breakers_papers,
    breakers_people,
    breakers_plan_readings,
    breakers_progress,
    breakers_registers,
    breakers_reports,
    breakers_requests,
    breakers_returns,
    breakers_rounds,
    breakers_selection,
    breakers_workplans,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime.now(dt.UTC)
FUTURE = NOW + dt.timedelta(days=2)
BREAKERS = {
    **breakers_evidence.BREAKERS,
    **breakers_binders.BREAKERS,
    **breakers_filed.BREAKERS,
    **breakers_forms.BREAKERS,
    **breakers_papers.BREAKERS,
    **breakers_requests.BREAKERS,
    **breakers_rounds.BREAKERS,
    **breakers_workplans.BREAKERS,
    **breakers_plan_readings.BREAKERS,
    **breakers_progress.BREAKERS,
    **breakers_money.BREAKERS,
    **breakers_returns.BREAKERS,
    **breakers_meetings.BREAKERS,
    **breakers_registers.BREAKERS,
    **breakers_imports.BREAKERS,
    **breakers_alerts.BREAKERS,
    **breakers_indicators.BREAKERS,
    **breakers_figures.BREAKERS,
    **breakers_reports.BREAKERS,
} | (breakers_panel.BREAKERS | breakers_selection.BREAKERS)


def breaks(code):
    def keep(function):
        assert code not in BREAKERS
        BREAKERS[code] = function
        return function

    return keep


@pytest.fixture
def site(settings, tmp_path):
    """The bundled packs with their cast, one import of each state, a job, a draft, a file."""
    settings.LUOSHI_HOME = tmp_path
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "demo"})
    loading.load_files(loading.bundled_packs(), system_actor())
    demo.make_cast()
    with transaction.atomic():
        audit.commit_to("一个理由")
    chen = User.objects.get(cast_key="city-officer")
    make_imports(chen)
    breakers_evidence.make_rows()
    breakers_binders.make_rows()
    breakers_forms.make_forms()
    breakers_papers.make_papers()
    breakers_requests.make_requests()
    breakers_rounds.make_rounds()
    breakers_workplans.make_workplans()
    breakers_plan_readings.make_rows()
    make_what_came_of_it()
    Draft.objects.create(
        user=chen,
        form="f",
        sealed=drafts.crypto.encrypt(b"{}", context=drafts.context_of(chen.public_id, "f", "")),
    )
    for state in ("queued", "running", "done", "failed"):
        Job.objects.create(
            kind="k",
            object_id="x",
            state=state,
            message="没有成" if state == "failed" else "",
            lease_until=NOW if state == "running" else None,
            finished_at=NOW if state in ("done", "failed") else None,
        )
    breakers_notices.make_rows()
    breakers_filed.make_rows()
    checkpoints.Ledger().write()
    assert system_actor().is_system


def make_what_came_of_it():
    breakers_progress.make_progress()
    breakers_money.make_rows()
    breakers_returns.make_rows()
    breakers_meetings.make_meetings()
    for each in (breakers_registers, breakers_imports, breakers_alerts):
        each.make_rows()
    for each in (breakers_indicators, breakers_figures, breakers_reports):
        each.make_rows()
    breakers_panel.make_panel()
    breakers_selection.make_selections()


def make_imports(chen):
    bureau = Organisation.objects.get(key="yichang")
    document = PolicyDocument.objects.first()
    for state in ("queued", "failed", "deciding", "loaded"):
        reading = Reading(owner=bureau, title=state, state=state, started_by=chen, message="读不了")
        reading.sealed = reading.sealed_result({"tasks": [1]})
        reading.job = Job.objects.create(kind="r", object_id="x")
        reading.document = document
        reading.save()
        ReadingFile.objects.create(reading=reading, stored=files.put([state.encode()]), name=f"{state}.txt")
    for number, state in enumerate(("open", "accepted")):
        finding = Finding(
            reading=Reading.objects.get(state="deciding"), order=number, code="c", severity="ask"
        )
        finding.state, finding.sealed = state, finding.sealed_content({"message": "疑点"})
        if state != "open":
            finding.decided_by, finding.decided_at = chen, NOW
        finding.save()
    Decision.objects.create(
        document=document,
        code="c",
        message="m",
        outcome="set_aside",
        reason="有理由",
        decided_by=chen,
        decided_at=NOW,
    )


def first(rows, **fields):
    """Change one row past every rule."""
    row = rows.order_by("pk").first()
    type(row)._base_manager.filter(pk=row.pk).update(**fields)
    return row


# ---- the log, files, jobs


def untriggered():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER common_auditevent_no_{event}")
        else:
            cursor.execute("DROP TRIGGER common_auditevent_no_change ON common_auditevent")


breaks("log-heads")(lambda: first(AuditHead.objects.all(), digest="0" * 64))
breaks("log-chain-without-head")(lambda: AuditHead.objects.all().delete())
breaks("log-gap")(lambda: (untriggered(), AuditEvent.objects.filter(sequence=2).delete()))
breaks("log-foreign-chain")(lambda: (untriggered(), AuditEvent.objects.update(organisation="other")))
breaks("log-details")(lambda: first(AuditDetail.objects.all(), sealed=b"0" * 40))
breaks("file-bytes")(lambda: next(files.root().glob("??/*")).write_bytes(b"changed"))
breaks("job-queued-lease")(lambda: first(Job.objects.filter(state="queued"), lease_until=NOW))
breaks("job-running-lease")(lambda: first(Job.objects.filter(state="running"), lease_until=None))
breaks("job-end-time")(lambda: first(Job.objects.filter(state="done"), finished_at=None))
breaks("job-open-end-time")(lambda: first(Job.objects.filter(state="queued"), finished_at=NOW))
breaks("job-reason")(lambda: first(Job.objects.filter(state="failed"), message=""))
breaks("job-attempts")(lambda: first(Job.objects.all(), attempts=9))
breaks("draft-sealed")(lambda: first(Draft.objects.all(), object_id="elsewhere"))
breaks("public-id")(lambda: first(Task.objects.all(), public_id="1"))
breaks("version")(lambda: first(Task.objects.all(), version=0))
breaks("created-at")(lambda: first(Task.objects.all(), created_at=FUTURE))
breaks("choice")(lambda: first(Duty.objects.all(), health="sunny"))
breaks("site-mode")(lambda: SiteState.objects.update(mode="toy"))


@breaks("log-checkpoints")
def _turn_back():
    untriggered()
    for head in AuditHead.objects.all():
        AuditEvent.objects.filter(chain=head.chain).delete()
        AuditHead.objects.filter(pk=head.pk).update(sequence=0, digest="")


@breaks("receipt-answer")
def _lose_an_answer():
    OnceReceipt.objects.create(
        user_key="u", key="k", action="a", body_hash="h", answer_type="plans.task", answer_id="gone"
    )


# ---- accounts

SCHOOLS = Organisation.objects.filter(kind="school")
breaks("one-placement")(lambda: first(Placement.objects.all(), end=dt.date(2999, 1, 1)))
breaks("path")(lambda: first(SCHOOLS, path="00000001ffffffff"))
breaks("placement-self")(
    lambda: Placement.objects.filter(organisation=SCHOOLS.first()).update(parent=SCHOOLS.first())
)
breaks("parent-withdrawn")(lambda: first(Organisation.objects.filter(kind="county_bureau"), withdrawn_at=NOW))
breaks("school-without-parent")(
    lambda: Placement.objects.filter(organisation__in=SCHOOLS).update(parent=None)
)
breaks("alias-empty")(lambda: first(Alias.objects.all(), name=""))
breaks("role-unknown")(lambda: first(Membership.objects.all(), role="king"))
breaks("post-dates")(lambda: first(Membership.objects.all(), end=dt.date(2000, 1, 1)))
breaks("mobile-index")(lambda: first(User.objects.all(), mobile_index="0" * 64))
breaks("password-hash")(lambda: first(User.objects.all(), password="123456"))
breaks("cast-in-production")(lambda: SiteState.objects.update(mode="production"))


@breaks("placement-overlap")
def _overlap():
    placement = Placement.objects.first()
    days = {"start": placement.start - dt.timedelta(days=9), "end": placement.start}
    Placement.objects.create(organisation=placement.organisation, parent=placement.parent, **days)


@breaks("separated-roles")
def _two_keys():
    admin = Membership.objects.get(role="system_admin")
    Membership.objects.create(user=admin.user, organisation=admin.organisation, role="log_admin")


@breaks("admin-with-business")
def _admin_with_business():
    SiteState.objects.update(mode="production")
    admin = Membership.objects.get(role="system_admin")
    Membership.objects.create(user=admin.user, organisation=admin.organisation, role="city_officer")


@breaks("session-of-disabled")
def _session_of_disabled():
    user = first(User.objects.all(), is_active=False)
    Session.objects.create(session_key="s", session_data="", expire_date=FUTURE, user_id_hint=user.pk)


def ticket(number, **fields):
    life = {"expires_at": clock.now() + dt.timedelta(minutes=20), **fields}
    Ticket.objects.create(user=User.objects.first(), purpose="reset", token_hash=str(number), **life)


breaks("one-ticket")(lambda: (ticket(1), ticket(2)))
breaks("ticket-life")(lambda: ticket(1, expires_at=FUTURE + dt.timedelta(days=7)))

# ---- policies


@breaks("clause-document")
def _clause_of_another_document():
    other = PolicyDocument.objects.create(key="x", title="x", owner=Organisation.objects.get(key="yichang"))
    first(Clause.objects.filter(parent__isnull=False), document=other)


@breaks("clause-tree")
def _circle():
    clause = Clause.objects.first()
    Clause.objects.filter(pk=clause.pk).update(parent=clause)


def imports(state):
    return Reading.objects.filter(state=state)


breaks("document-title")(lambda: first(PolicyDocument.objects.all(), title=""))
breaks("document-owner")(lambda: first(PolicyDocument.objects.all(), owner=SCHOOLS.first()))
breaks("import-result")(lambda: first(imports("deciding"), sealed=b"0" * 40))
breaks("import-document")(lambda: first(imports("loaded"), document=None))
breaks("import-reason")(lambda: first(imports("failed"), message=""))
breaks("import-job")(lambda: first(imports("queued"), job=None))
breaks("import-forgotten")(lambda: first(Job.objects.filter(kind="r"), state="failed"))
breaks("import-files")(lambda: ReadingFile.objects.filter(reading__state="loaded").delete())
breaks("import-file-name")(lambda: first(ReadingFile.objects.all(), name="../x"))
breaks("finding-decided")(lambda: first(Finding.objects.filter(state="accepted"), decided_by=None))
breaks("finding-open")(lambda: first(Finding.objects.filter(state="open"), decided_at=NOW))
breaks("finding-settled")(
    lambda: first(Finding.objects.filter(state="open"), reading=imports("loaded").first(), order=9)
)
breaks("finding-sealed")(lambda: first(Finding.objects.all(), sealed=b""))
breaks("decision-reason")(lambda: first(Decision.objects.all(), reason=""))

# ---- plans


def other_plan():
    return Plan.objects.create(key="o", title="o", short="o", issuer=Organisation.objects.get(key="yichang"))


def foreign_clause():
    owner = Organisation.objects.get(key="yichang")
    document = PolicyDocument.objects.create(key="elsewhere", title="x", owner=owner)
    return Clause.objects.create(key="c", number="一", document=document)


breaks("plan-issuer")(lambda: first(Plan.objects.all(), issuer=SCHOOLS.first()))
breaks("plan-dates")(lambda: first(Plan.objects.all(), start="2023", end="2020"))
breaks("plan-title")(lambda: first(Plan.objects.all(), short=""))
breaks("area-clause")(lambda: first(Area.objects.all(), clause=foreign_clause()))
breaks("target-clause")(lambda: first(Target.objects.all(), clause=foreign_clause()))
breaks("date-clause")(
    lambda: PlanDate.objects.create(plan=Plan.objects.first(), key="d", title="d", clause=foreign_clause())
)
breaks("task-clause")(lambda: Task.objects.first().clauses.add(foreign_clause()))
breaks("task-area")(lambda: first(Task.objects.filter(area__isnull=False), plan=other_plan()))
breaks("target-task")(lambda: first(Target.objects.filter(task__isnull=False), plan=other_plan()))
breaks("target-number")(lambda: first(Target.objects.all(), comparator="at_least", quantity=None, upper=None))
breaks("target-range")(lambda: first(Target.objects.all(), comparator="range", upper=None))
breaks("target-upper")(lambda: first(Target.objects.all(), comparator="exact", quantity=1, upper=2))
breaks("target-negative")(lambda: first(Target.objects.all(), quantity=-1, upper=None))
breaks("task-declared")(lambda: first(Task.objects.exclude(basis="undertaken"), declared=3))
breaks("task-area-withdrawn")(
    lambda: Area.objects.filter(tasks__withdrawn_at__isnull=True).update(withdrawn_at=NOW)
)
breaks("target-span")(lambda: first(Target.objects.all(), span=[5, 2]))
breaks("pack-digest")(lambda: first(PackVersion.objects.all(), text="changed"))

# ---- undertakings


@breaks("duty-work")
def _foreign_work():
    duty = Duty.objects.first()
    other = Work.objects.exclude(organisation=duty.organisation).first()
    Duty.objects.filter(pk=duty.pk).update(work=other)


breaks("duty-basis")(lambda: first(Duty.objects.filter(basis="undertaken"), basis="own"))
breaks("duty-holder")(lambda: first(Plan.objects.all(), issuer=SCHOOLS.first()))
breaks("duty-task-withdrawn")(lambda: first(Task.objects.filter(duties__isnull=False), withdrawn_at=NOW))
breaks("duty-holder-withdrawn")(lambda: first(SCHOOLS, withdrawn_at=NOW))
breaks("duty-left-at")(lambda: first(Duty.objects.all(), stage="left", left_at=FUTURE))
breaks("duty-quantity")(lambda: first(Duty.objects.all(), quantity=-1))
breaks("work-duty")(lambda: Work.objects.create(organisation=SCHOOLS.first()))
breaks("same-work")(
    lambda: SameWork.objects.create(
        task=Task.objects.first(), other=Task.objects.first(), key="k", reason="r"
    )
)

breakers_people.register(breaks)


# ---- notices

for _code, _harm in breakers_notices.BREAKERS.items():
    breaks(_code)(_harm)


def test_a_freshly_loaded_site_breaks_none(site):
    verdict = check_all()
    assert verdict["violations"] == []
    assert verdict["ok"] is True
    assert verdict["checked"] >= 70


def test_every_invariant_has_a_code_of_its_own_and_a_breaker():
    codes = [invariant.code for stage in installed() for invariant in stage.invariants]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(BREAKERS)


def test_what_breaks_an_invariant_is_told_by_it_with_object_and_words(site):
    checks = {invariant.code: invariant.check for stage in installed() for invariant in stage.invariants}
    silent = []
    kept = {path: path.read_bytes() for path in files.root().glob("??/*")}
    for code, harm in BREAKERS.items():
        point = transaction.savepoint()
        harm()
        found = list(checks[code]())
        transaction.savepoint_rollback(point)
        for path, content in kept.items():
            path.write_bytes(content)
        if not found or not all(thing and problem for thing, problem in found):
            silent.append(code)
    assert silent == []
    assert check_all()["violations"] == []

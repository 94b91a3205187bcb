"""The operation log after somebody with access to the database has been at it: every trace is found."""

import json
import random
import shutil

import pytest
from django.db import connection, transaction

from luoshi.common import audit, checkpoints, verifying
from luoshi.common.invariants import details_are_whole
from luoshi.common.models import AuditEvent, AuditHead

from .acting import CHEN, LIN, WANG

pytestmark = pytest.mark.django_db
TABLE = "common_auditevent"
EVENTS = 24
TRIALS = 200


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    return tmp_path


@pytest.fixture
def log(home):
    """A signed log of three chains whose triggers are off, as for somebody who owns the database."""
    write(EVENTS)
    checkpoints.Ledger().write()
    _drop_triggers()


def write(number):
    for i in range(number):
        with transaction.atomic():
            audit.record(
                "test.act", by=(CHEN, LIN, WANG)[i % 3], changes=[{"field": "名称", "after": f"第{i}"}]
            )


def _drop_triggers():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {TABLE}_no_update")
            cursor.execute(f"DROP TRIGGER {TABLE}_no_delete")
        else:
            cursor.execute(f"DROP TRIGGER {TABLE}_no_change ON {TABLE}")


def test_an_untouched_log_is_whole(log):
    verdict = verifying.verify()
    assert (verdict.ok, verdict.chains, verdict.events, verdict.first_bad) == (True, 3, EVENTS, None)
    assert verdict.covered_until is not None


def test_the_verdict_is_json_as_the_contract_says(log):
    assert set(json.loads(json.dumps(verifying.verify().as_json()))) == {
        "ok",
        "chains",
        "events",
        "covered_until",
        "first_bad",
    }


def test_events_after_the_last_checkpoint_are_no_fault(log):
    write(3)
    assert verifying.verify().ok


# ---- tampering


def edit(rng, events):
    event = rng.choice(events)
    column = rng.choice(
        ["action", "user", "role", "organisation", "object_id", "network", "result", "request_id"]
    )
    AuditEvent.objects.filter(pk=event.pk).update(**{column: "other"})


def edit_changes(rng, events):
    AuditEvent.objects.filter(pk=rng.choice(events).pk).update(changes=[{"field": "名称", "after": "改"}])


def edit_and_redo_its_digest(rng, events):
    event = rng.choice(events)
    event.action = "test.other"
    AuditEvent.objects.filter(pk=event.pk).update(action=event.action, digest=audit.digest_of(event))


def delete(rng, events):
    AuditEvent.objects.filter(pk=rng.choice(events).pk).delete()


def swap(rng, events):
    chain = rng.choice(sorted({event.chain for event in events}))
    first, second = rng.sample([event for event in events if event.chain == chain], 2)
    for event, number in ((first, 999), (second, first.sequence), (first, second.sequence)):
        AuditEvent.objects.filter(pk=event.pk).update(sequence=number)


def insert(rng, events):
    chain = rng.choice(events).chain
    last = max(event.sequence for event in events if event.chain == chain)
    source = rng.choice(events)
    source.pk, source.chain, source.sequence = None, chain, last + 1
    source.digest = audit.digest_of(source)
    source.save(force_insert=True)


def cut_the_tail(rng, events):
    """Turns a chain back to an older state, its end row too: only the checkpoint knows."""
    chain = rng.choice(events).chain
    of_chain = sorted((e for e in events if e.chain == chain), key=lambda e: e.sequence)
    keep = rng.randrange(len(of_chain))
    AuditEvent.objects.filter(chain=chain, sequence__gt=keep).delete()
    end = of_chain[keep - 1] if keep else None
    AuditHead.objects.filter(chain=chain).update(sequence=keep, digest=end.digest if end else "")


def rewrite_from_somewhere(rng, events):
    """The perfect forger: edits one event and redoes every digest after it, the end row too."""
    start = rng.choice(events)
    chain = sorted((e for e in events if e.chain == start.chain), key=lambda e: e.sequence)
    previous = start.previous
    for event in chain[start.sequence - 1 :]:
        event.action = "test.forged" if event.pk == start.pk else event.action
        event.previous = previous
        event.digest = previous = audit.digest_of(event)
        AuditEvent.objects.filter(pk=event.pk).update(
            action=event.action, previous=event.previous, digest=event.digest
        )
    AuditHead.objects.filter(chain=start.chain).update(digest=previous)


def remove_a_chain(rng, events):
    chain = rng.choice(events).chain
    AuditEvent.objects.filter(chain=chain).delete()
    AuditHead.objects.filter(chain=chain).delete()


def change_an_end(rng, events):
    AuditHead.objects.filter(chain=rng.choice(events).chain).update(digest="0" * 64)


def alter_the_checkpoint_file(rng, events):
    file = checkpoints.path()
    raw = bytearray(file.read_bytes())
    raw[rng.randrange(len(raw) - 1)] ^= 1 << rng.randrange(8)
    file.write_bytes(raw)


WAYS = [
    edit,
    edit_changes,
    edit_and_redo_its_digest,
    delete,
    swap,
    insert,
    cut_the_tail,
    rewrite_from_somewhere,
    remove_a_chain,
    change_an_end,
    alter_the_checkpoint_file,
]


def test_two_hundred_random_ways_to_tamper_are_all_found(log):
    rng, missed = random.Random(20261123), []
    events = list(AuditEvent.objects.order_by("chain", "sequence"))
    saved = checkpoints.path().read_bytes()
    for trial in range(TRIALS):
        way = WAYS[trial % len(WAYS)]
        point = transaction.savepoint()
        way(rng, [AuditEvent.objects.get(pk=event.pk) for event in events])
        if verifying.verify().ok:
            missed.append((trial, way.__name__))
        transaction.savepoint_rollback(point)
        checkpoints.path().write_bytes(saved)
    assert missed == []
    assert verifying.verify().ok


def test_the_first_bad_event_is_named(log):
    AuditEvent.objects.filter(chain="bureau", sequence=3).update(action="x")
    bad = verifying.verify().first_bad
    assert (bad.chain, bad.sequence) == ("bureau", 3)


def test_a_database_put_back_to_an_older_state_is_found_and_can_be_signed_off(log, home):
    write(6)
    checkpoints.Ledger().write()
    for head in AuditHead.objects.all():
        AuditEvent.objects.filter(chain=head.chain, sequence=head.sequence).delete()
        last = AuditEvent.objects.filter(chain=head.chain).order_by("sequence").last()
        AuditHead.objects.filter(pk=head.pk).update(sequence=last.sequence, digest=last.digest)
    assert not verifying.verify().ok
    write(6)  # work goes on, and the numbers pass those that were lost
    assert not verifying.verify().ok
    checkpoints.Ledger().write(reset=True)
    assert verifying.verify().ok


def test_a_log_that_went_back_is_not_signed_as_if_nothing_were(log):
    head = AuditHead.objects.get(chain="bureau")
    AuditEvent.objects.filter(chain="bureau", sequence=head.sequence).delete()
    before = AuditEvent.objects.get(chain="bureau", sequence=head.sequence - 1)
    AuditHead.objects.filter(pk=head.pk).update(sequence=before.sequence, digest=before.digest)
    assert checkpoints.Ledger().write() is None
    assert not verifying.verify().ok


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_column_that_holds_nonsense_is_found(log):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET at = 'nonsense' WHERE chain = 'school' AND sequence = 2")
    bad = verifying.verify().first_bad
    assert (bad.chain, bad.sequence) == ("school", 2)


# ---- the database refuses


REPLACE = (
    'INSERT {} INTO {table} (id, chain, sequence, at, action, result, "user", role, organisation, object_type,'
    " object_id, changes, network, request_id, alg, previous, digest) SELECT {id}, chain, sequence, at, 'x', result,"
    ' "user", role, organisation, object_type, object_id, changes, network, request_id, alg, previous, digest'
    " FROM {table}"
)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize("key", ["id", "id + 100"], ids=["same row", "same place in the chain"])
@pytest.mark.parametrize("how", ["OR REPLACE", "OR IGNORE"])
def test_an_event_is_not_replaced_by_inserting_over_it(how, key):
    write(1)
    statement = REPLACE.format(how, table=TABLE, id=key)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().action == "test.act"


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_an_event_is_not_overwritten_on_conflict():
    write(1)
    statement = REPLACE.format("", table=TABLE, id="id") + " ON CONFLICT (id) DO UPDATE SET action = 'x'"
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().action == "test.act"


@pytest.mark.parametrize("statement", ["UPDATE {} SET action = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_the_log(statement):
    write(1)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(TABLE))
    assert AuditEvent.objects.get().action == "test.act"


# ---- checkpoints


def test_a_checkpoint_is_due_after_a_hundred_events_or_a_minute(monkeypatch):
    ledger = checkpoints.Ledger()
    write(99)
    assert ledger.write_if_due() is None
    write(1)
    assert ledger.write_if_due() is not None
    write(1)
    assert ledger.write_if_due() is None
    ledger._last_write -= checkpoints.EVERY_SECONDS
    assert ledger.write_if_due().heads.keys() == {"bureau"}


def test_two_processes_write_one_file_that_holds_together():
    one, two = checkpoints.Ledger(), checkpoints.Ledger()
    for ledger in (one, two, one, two):
        write(1)
        ledger.write()
    assert len(list(checkpoints.read_all())) == 4


def test_a_half_line_from_a_crash_does_not_count_and_is_mended(log):
    with checkpoints.path().open("ab") as file:
        file.write(b'{"at": "20')
    assert verifying.verify().ok
    write(1)
    checkpoints.Ledger().write()
    assert len(list(checkpoints.read_all())) == 2


def test_a_line_taken_out_of_the_checkpoint_file_is_found(log):
    for _ in range(2):
        write(3)
        checkpoints.Ledger().write()
    lines = checkpoints.path().read_bytes().splitlines(keepends=True)
    checkpoints.path().write_bytes(lines[0] + lines[2])
    bad = verifying.verify().first_bad
    assert (bad.chain, bad.sequence) == (verifying.CHECKPOINTS, 2)


def lose(file, lines):
    file.unlink()


def empty(file, lines):
    file.write_bytes(b"")


def cut(file, lines):
    file.write_bytes(b"".join(lines[:-1]))


@pytest.mark.parametrize(
    ("how", "line", "said"),
    [(lose, 1, "不见了或是空的"), (empty, 1, "不见了或是空的"), (cut, 2, "末尾不见了")],
)
def test_a_checkpoint_file_that_is_gone_emptied_or_cut_is_found(log, how, line, said):
    write(3)
    checkpoints.Ledger().write()
    file = checkpoints.path()
    how(file, file.read_bytes().splitlines(keepends=True))
    bad = verifying.verify().first_bad
    assert (bad.chain, bad.sequence) == (verifying.CHECKPOINTS, line)
    assert said in bad.problem


def test_a_new_checkpoint_does_not_paper_over_a_lost_file(log):
    checkpoints.path().unlink()
    write(1)
    with pytest.raises(checkpoints.BadCheckpoint, match="不见了或是空的"):
        checkpoints.Ledger().write()
    assert not verifying.verify().ok
    checkpoints.Ledger().write(reset=True)  # somebody signed it off, with a reason
    assert verifying.verify().ok


def test_a_copy_kept_elsewhere_convicts_somebody_who_changed_both(log, tmp_path):
    copy = tmp_path / "copy.jsonl"
    shutil.copy(checkpoints.path(), copy)
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    checkpoints.path().unlink()
    assert verifying.verify().ok
    assert not verifying.verify(copy).ok


# ---- what enters the log


def test_personal_values_enter_as_commitments_that_can_be_opened_until_erased():
    with transaction.atomic():
        commitment = audit.commit_to("9920000101")
    assert audit.opened(commitment) == "9920000101"
    assert audit.commit_to("9920000101") != commitment
    audit.AuditDetail.objects.all().delete()
    assert audit.opened(commitment) is None


def write_with_reason(reason):
    with transaction.atomic():
        commitment = audit.commit_to(reason)
        audit.record("test.act", by=LIN, changes=[{"reason": {"commitment": commitment}}])
    return commitment


def test_a_reason_removed_from_behind_its_commitment_is_found_at_its_event(log):
    commitment = write_with_reason("按某通知办理")
    assert verifying.verify().ok
    audit.AuditDetail.objects.filter(commitment=commitment).delete()
    bad = verifying.verify().first_bad
    assert (bad.chain, bad.sequence) == (LIN.chain, EVENTS // 3 + 1)
    assert "不见了" in bad.problem


def test_a_detail_that_is_not_what_was_committed_to_is_found(log):
    commitment, other = write_with_reason("原来的理由"), write_with_reason("另一个理由")
    assert list(details_are_whole()) == []
    details = audit.AuditDetail.objects.filter(commitment=commitment)
    details.update(salt=audit.AuditDetail.objects.get(commitment=other).salt)
    assert [found[0] for found in details_are_whole()] == [f"承诺值 {commitment[:12]}"]


def test_long_texts_and_sealed_values_enter_as_their_digest():
    assert audit.plain("短") == "短"
    assert set(audit.plain("长" * 2000)) == {"characters", "digest"}
    assert audit.plain(b"abc")["bytes"] == 3


def test_a_line_break_in_a_name_stays_one_line_in_the_export(log):
    with transaction.atomic():
        audit.record("test.act", by=CHEN, changes=[{"after": "一\n二\x1b[31m"}])
    lines = list(verifying.export())
    assert all("\n" not in line for line in lines)
    assert [json.loads(line)["kind"] for line in lines].count("event") == EVENTS + 1

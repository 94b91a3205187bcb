"""What has had its day is swept."""

import datetime as dt

import pytest

from luoshi.common import clock, files, tick
from luoshi.common.models import Job, OnceReceipt, StoredFile

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=31)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path


def test_old_receipts_and_finished_jobs_go_and_young_ones_stay():
    for key, age in (("old", LONG_AGO), ("young", dt.timedelta(days=1))):
        at = clock.now() - age
        OnceReceipt.objects.create(user_key="u", key=key, action="a", body_hash="h", created_at=at)
        Job.objects.create(kind=key, object_id="x", state="done", finished_at=at)
    Job.objects.create(kind="waiting", object_id="x", created_at=clock.now() - LONG_AGO)
    tick.sweep()
    assert [receipt.key for receipt in OnceReceipt.objects.all()] == ["young"]
    assert sorted(job.kind for job in Job.objects.all()) == ["waiting", "young"]


def test_old_files_nobody_points_to_go():
    stored = files.put([b"x"])
    StoredFile.objects.filter(pk=stored.pk).update(created_at=clock.now() - LONG_AGO)
    tick.sweep()
    assert StoredFile.objects.count() == 0


def test_every_stage_sweeps_its_own(monkeypatch):
    from luoshi.common.stages import Stage

    swept = []
    monkeypatch.setattr(
        tick, "installed", lambda: [Stage("one", sweep=lambda: swept.append(1)), Stage("two")]
    )
    tick.sweep()
    assert swept == [1]


def test_a_lost_checkpoint_file_stops_neither_sweeping_nor_the_end(caplog):
    import threading

    from django.db import transaction

    from luoshi.common import audit, checkpoints

    from .acting import CHEN

    for leave in (lambda: checkpoints.Ledger().write(), checkpoints.path().unlink):
        with transaction.atomic():
            audit.record("test.act", by=CHEN)
        leave()
    stop = threading.Event()
    stop.set()
    tick.run(stop)
    assert "签名点文件不见了" in caplog.text
    assert checkpoints.path().read_bytes() == b""


def test_it_signs_what_is_new_before_it_stops(settings):
    import threading

    from django.db import transaction

    from luoshi.common import audit, checkpoints

    from .acting import CHEN

    with transaction.atomic():
        audit.record("test.act", by=CHEN)
    stop = threading.Event()
    stop.set()
    tick.run(stop)
    assert [set(checkpoint.heads) for checkpoint in checkpoints.read_all()] == [{"bureau"}]

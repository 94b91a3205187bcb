"""The one way to write: once, on the right version, by somebody who may, with exactly one line in the log."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.actions import set_up_organisation, withdraw_organisation
from luoshi.accounts.models import Organisation
from luoshi.accounts.organisations import place_organisation
from luoshi.common import acts, clock
from luoshi.common.actor import anonymous_actor, system_actor
from luoshi.common.errors import OnceConflict, RuleBroken, Stale
from luoshi.common.models import AuditEvent, Base

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def set_up(short: str = "青山中专", **more: Any) -> Organisation:
    names = {"key": short, "name": f"{short}学校", "short": short, "kind": Organisation.Kind.SCHOOL}
    return set_up_organisation(parent=None, names=[], by=more.pop("by", SYSTEM), **names, **more)


def logged() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("action", "result"))


def test_an_act_leaves_its_rows_and_one_event() -> None:
    school = set_up()
    assert Organisation.objects.get().short == "青山中专"
    event = AuditEvent.objects.get()
    assert (event.action, event.result, event.object_id) == (
        "accounts.set_up_organisation",
        "done",
        school.public_id,
    )
    assert "青山中专" in [change["after"] for change in event.changes if change.get("field") == "short"]


def test_the_same_form_sent_twice_acts_once_and_answers_as_before() -> None:
    once = acts.Once("key-1", "a" * 64)
    first, second = set_up(once=once), set_up(once=once)
    assert first == second
    assert Organisation.objects.count() == 1
    assert logged() == [("accounts.set_up_organisation", "done")]


def test_the_same_key_with_another_body_is_refused() -> None:
    set_up(once=acts.Once("key-1", "a" * 64))
    with pytest.raises(OnceConflict):
        set_up("白云中专", once=acts.Once("key-1", "b" * 64))
    assert [school.short for school in Organisation.objects.all()] == ["青山中专"]


@pytest.mark.parametrize("off", [-1, 1, None])
def test_another_version_than_the_stored_one_is_stale(off: int | None) -> None:
    school = set_up()
    version = None if off is None else school.version + off
    with pytest.raises(Stale) as refused:
        withdraw_organisation(organisation=school, by=SYSTEM, version=version)
    assert refused.value.current == school
    assert Organisation.objects.get().withdrawn_at is None


def test_of_two_acts_on_one_version_only_the_first_goes_on() -> None:
    school = set_up()
    seen = school.version
    withdraw_organisation(organisation=school, by=SYSTEM, version=seen)
    assert Organisation.objects.get().version == seen + 1
    with pytest.raises(Stale):
        withdraw_organisation(organisation=school, by=SYSTEM, version=seen)


def test_who_may_not_changes_nothing_and_is_logged_as_refused() -> None:
    with pytest.raises(PermissionDenied):
        set_up(by=anonymous_actor())
    assert not Organisation.objects.exists()
    assert logged() == [("accounts.set_up_organisation", "refused")]


def test_a_broken_rule_takes_back_the_version_too() -> None:
    school = set_up()
    seen = school.version
    with pytest.raises(RuleBroken):
        place_organisation(organisation=school, parent=school, start=clock.today(), by=SYSTEM, version=seen)
    assert Organisation.objects.get().version == seen
    assert logged()[-1] == ("accounts.place_organisation", "refused")


def test_an_act_that_breaks_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: Any, **more: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(acts.audit, "record", fails)
    with pytest.raises(OSError, match="no space"):
        set_up()
    assert not Organisation.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_act_inside_another_joins_its_transaction_and_its_event() -> None:
    @acts.act("tests.two_schools", who=lambda actor, target: actor.is_system)
    def two_schools(*, by: Any) -> Organisation:
        set_up("白云中专")
        return set_up("清江中专")

    try:
        two_schools(by=SYSTEM)
    finally:
        del acts.REGISTRY["tests.two_schools"]
    assert Organisation.objects.count() == 2
    assert logged() == [("tests.two_schools", "done")]


def test_rows_are_written_inside_an_act_only() -> None:
    school = set_up()
    for write in (acts.change, acts.remove):
        with pytest.raises(RuntimeError):
            write(school)
    with pytest.raises(RuntimeError):
        acts.create(Organisation, name="x", short="x", path="x")


def test_the_chain_covers_every_column_of_an_event() -> None:
    set_up()
    event = AuditEvent.objects.get()
    for field in (field.name for field in AuditEvent._meta.concrete_fields):
        if field in ("id", "digest"):
            continue
        changed = AuditEvent.objects.get()
        setattr(changed, field, clock.now() if field == "at" else "another")
        assert acts.audit.digest_of(changed) != event.digest, field
    assert acts.audit.digest_of(event) == event.digest


def test_events_of_one_chain_follow_each_other() -> None:
    for short in ("青山中专", "白云中专", "清江中专"):
        set_up(short)
    events = list(AuditEvent.objects.order_by("sequence"))
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == ["", events[0].digest, events[1].digest]


def test_public_ids_are_random_and_never_the_key() -> None:
    ids = {set_up(f"第{number}中专").public_id for number in range(20)}
    assert len(ids) == 20
    assert all(len(public_id) >= 12 and issubclass(Organisation, Base) for public_id in ids)

"""Freezing a print: one paper a version, outdated by the next, dropped and taken up again, registered on paper."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common import clock, jobs
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent
from luoshi.papers.filed import actions
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.queries import current_paper_of, papers_visible_to, stamped_copy_of

from .conftest import actor, come_back, do_jobs, frozen, picture, quick, texts

pytestmark = pytest.mark.django_db


def test_a_frozen_paper_waits_for_its_stamp_and_says_who_printed_it(cast) -> None:
    paper = frozen(cast.office, pages=3)
    assert (paper.state, paper.page_count, len(paper.code)) == ("waiting", 3, 8)
    assert cast.office.user.name in paper.made_by_name
    assert current_paper_of(cast.office.organisation, "request") == paper
    assert AuditEvent.objects.filter(action="filed.freeze", object_id=paper.public_id).count() == 1


def test_the_same_version_printed_again_stays_the_same_paper(cast) -> None:
    assert frozen(cast.office) == frozen(cast.office)
    assert FiledPaper.objects.count() == 1


def test_a_newer_version_outdates_the_older_and_cannot_be_undone_by_an_old_print(cast) -> None:
    old, new = frozen(cast.office, version=1), frozen(cast.office, version=2)
    old.refresh_from_db()
    assert (old.is_outdated, new.is_outdated) == (True, False)
    with pytest.raises(RuleBroken, match="第 2 版"):
        frozen(cast.office, version=1)


def test_papers_of_other_kinds_and_objects_are_left_alone(cast) -> None:
    scheme = frozen(cast.office, kind="scheme")
    other = frozen(cast.other, version=1)
    frozen(cast.office, version=2)
    scheme.refresh_from_db()
    other.refresh_from_db()
    assert (scheme.is_outdated, other.is_outdated) == (False, False)


def test_an_object_that_moves_on_outdates_its_papers(cast) -> None:
    from luoshi.common.actor import system_actor

    paper = frozen(cast.office)
    actions.outdate_papers(about=cast.office.organisation, by=system_actor())
    paper.refresh_from_db()
    assert paper.is_outdated
    assert frozen(cast.office) != paper  # the same version may be printed anew after that


def test_nobody_freezes_for_another_organisation(cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.freeze(prepared=quick(cast.other), by=actor(cast.office))
    with pytest.raises(PermissionDenied):
        actions.freeze(prepared=quick(cast.teacher), by=actor(cast.teacher))


def test_who_sees_a_paper(cast) -> None:
    paper, inside = frozen(cast.office), frozen(cast.office, kind="inside", seen_above=False)

    def seen_by(post) -> set[FiledPaper]:
        return set(papers_visible_to(actor(post)))

    assert seen_by(cast.office) == seen_by(cast.head) == {paper, inside}
    assert seen_by(cast.city) == {paper}
    assert seen_by(cast.other) == seen_by(cast.teacher) == set()


def test_dropping_needs_a_reason_and_can_be_reversed(cast) -> None:
    paper = frozen(cast.office)
    with pytest.raises(RuleBroken, match="理由"):
        actions.drop_paper(paper=paper, reason=" ", by=actor(cast.office), version=paper.version)
    paper.refresh_from_db()
    actions.drop_paper(paper=paper, reason="改为网上报送", by=actor(cast.office), version=paper.version)
    assert paper.state == "dropped"
    [page] = come_back(cast.office, texts(paper, 1))
    assert (page.state, "不再报送" in page.message) == ("refused", True)
    paper.refresh_from_db()
    actions.restore_paper(paper=paper, by=actor(cast.office), version=paper.version)
    assert paper.state == "waiting"


def register(paper, post, copies=3, on=None):
    paper.refresh_from_db()
    return actions.register_received(
        paper=paper, copies=copies, on=on or clock.today(), by=actor(post), version=paper.version
    )


def test_paper_copies_are_registered_by_those_above_with_undo_and_never_by_who_hands_them_in(cast) -> None:
    paper = frozen(cast.office)
    register(paper, cast.city)
    assert (paper.state, paper.copies, paper.received_on) == ("received", 3, clock.today())
    assert cast.city.user.name in paper.received_by_name
    actions.undo_received(paper=paper, by=actor(cast.city), version=paper.version)
    assert (paper.state, paper.copies, paper.received_by_name) == ("waiting", None, "")
    with pytest.raises(PermissionDenied):
        register(paper, cast.office)
    assert paper.state == "waiting"


def test_what_stays_in_the_house_is_registered_by_its_own_office(cast) -> None:
    paper = frozen(cast.office, seen_above=False)
    register(paper, cast.office)
    assert paper.state == "received"


@pytest.mark.parametrize(
    ("copies", "days", "words"), [(0, 0, "份数"), (1000, 0, "份数"), (1, 1, "还没有到"), (1, -40, "早于")]
)
def test_a_registration_that_cannot_be_is_refused(cast, copies, days, words) -> None:
    paper = frozen(cast.office)
    with pytest.raises(RuleBroken, match=words):
        register(paper, cast.city, copies, clock.today() + dt.timedelta(days=days))


def test_others_register_nothing(cast) -> None:
    paper = frozen(cast.office)
    for post in (cast.head, cast.other):
        with pytest.raises(PermissionDenied):
            register(paper, post)


def test_two_who_register_at_once_are_told(cast) -> None:
    paper = frozen(cast.office)
    stale = paper.version
    register(paper, cast.city)
    with pytest.raises(Stale):
        actions.register_received(paper=paper, copies=1, on=clock.today(), by=actor(cast.city), version=stale)


def test_scans_that_come_after_the_paper_copies_are_bound_all_the_same(cast, monkeypatch) -> None:
    paper = frozen(cast.office, pages=2)
    register(paper, cast.city)
    come_back(cast.office, texts(paper, 1), texts(paper, 2))
    assert do_jobs() == 1
    paper.refresh_from_db()
    assert (paper.state, paper.stamped is not None) == ("received", True)
    actions.undo_received(paper=paper, by=actor(cast.city), version=paper.version)
    assert paper.state == "stamped"


def test_the_stamped_copy_of_an_older_version_stays(cast) -> None:
    paper = frozen(cast.office, pages=1)
    come_back(cast.office, texts(paper, 1))
    do_jobs()
    frozen(cast.office, version=2)
    about = cast.office.organisation
    assert stamped_copy_of(about, 1, "request") is not None
    assert stamped_copy_of(about, 2) is None
    assert stamped_copy_of(about, 1, "scheme") is None


def test_a_copy_made_of_pages_that_were_replaced_meanwhile_is_not_used(cast) -> None:
    from luoshi.common.actor import system_actor

    paper = frozen(cast.office, pages=1)
    [page] = come_back(cast.office, texts(paper, 1))
    paper.refresh_from_db()
    actions.note_stamped(
        paper=paper, stamped=picture(), pages=[page.pk + 1], by=system_actor(), version=paper.version
    )
    assert (paper.state, paper.stamped) == ("waiting", None)


def test_a_copy_that_did_not_come_about_can_be_asked_for_again(cast) -> None:
    paper = frozen(cast.office, pages=1)
    come_back(cast.office, texts(paper, 1))
    jobs.Job.objects.all().delete()
    paper.refresh_from_db()
    actions.bind_again(paper=paper, by=actor(cast.office), version=paper.version)
    assert do_jobs() == 1
    paper.refresh_from_db()
    assert paper.state == "stamped"
    with pytest.raises(RuleBroken, match="不需要"):
        actions.bind_again(paper=paper, by=actor(cast.office), version=paper.version)

"""Where pages go by their codes, and what a person does with the others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from luoshi.common import crypto
from luoshi.common.errors import RuleBroken, Stale
from luoshi.core.scans import codes as core_codes
from luoshi.notices.models import Notice
from luoshi.papers.filed import actions, codes
from luoshi.papers.filed.models import ScanPage

from .conftest import actor, come_back, do_jobs, frozen, texts

pytestmark = pytest.mark.django_db


def states(pages) -> list[tuple[str, int | None]]:
    return [(page.state, page.number) for page in pages]


def test_pages_find_their_papers_in_any_order_and_missing_ones_are_named(cast) -> None:
    first, second = frozen(cast.office, pages=3), frozen(cast.office, kind="scheme", pages=1)
    pages = come_back(cast.office, texts(first, 3), texts(second, 1), texts(first, 1)[:1])
    assert [(page.paper, page.number) for page in pages] == [(first, 3), (second, 1), (first, 1)]
    assert first.missing_pages() == [2]
    assert second.missing_pages() == []
    do_jobs()
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "stamped")


def test_the_same_page_again_is_a_duplicate_in_the_same_batch_and_later(cast) -> None:
    paper = frozen(cast.office)
    pages = come_back(cast.office, texts(paper, 1), texts(paper, 1))
    [later] = come_back(cast.office, texts(paper, 1))
    assert states([*pages, later]) == [("filed", 1), ("duplicate", 1), ("duplicate", 1)]
    assert "已经有了" in later.message


def test_an_outdated_page_is_refused_with_the_page_to_print_again(cast) -> None:
    old = frozen(cast.office)
    frozen(cast.office, version=2)
    [page] = come_back(cast.office, texts(old, 2))
    assert states([page]) == [("refused", 2)]
    assert "第 1 版的第 2 页" in page.message
    assert "请打印新版的第 2 页" in page.message
    assert Notice.objects.get().title == "上传的盖章件有 1 处需要处理"


def test_a_page_whose_object_moved_on_without_a_new_print_says_so(cast) -> None:
    from luoshi.common.actor import system_actor

    old = frozen(cast.office)
    actions.outdate_papers(about=cast.office.organisation, by=system_actor())
    [page] = come_back(cast.office, texts(old, 1))
    assert "请打印改后的一版" in page.message


def foreign_texts() -> tuple[str, ...]:
    """As another site would print them."""
    return (core_codes.made("ZZZZ", "K7QF93XM", 1, "A", lambda signed: "0" * core_codes.TAG),)


def test_a_foreign_sites_page_is_named_as_such(cast) -> None:
    [page] = come_back(cast.office, foreign_texts())
    assert (page.state, page.paper) == ("refused", None)
    assert "别的系统" in page.message


def test_a_forged_or_changed_code_is_refused(cast) -> None:
    paper = frozen(cast.office)
    upper, _ = texts(paper, 1)
    second_page = upper.replace(upper[15:17], "02", 1)
    [forged] = come_back(cast.office, (second_page,))
    assert (forged.state, forged.paper) == ("refused", None)
    assert "不是本系统打印的原样" in forged.message
    [mixed] = come_back(cast.office, (second_page, texts(paper, 1)[1]))
    assert states([mixed]) == [("filed", 1)]  # the true one counts


def test_a_page_of_another_school_is_not_filed_and_not_told_apart_from_an_unknown_one(cast) -> None:
    theirs = frozen(cast.other, title="机密标题")
    unknown = codes.texts_of("00000000", 1, landscape=False)
    pages = come_back(cast.office, texts(theirs, 1), unknown)
    assert states(pages) == [("refused", None)] * 2
    assert [page.paper for page in pages] == [None, None]
    words = {page.message.replace(theirs.short_code, "X").replace("0000-0000", "X") for page in pages}
    assert len(words) == 1
    assert "机密标题" not in words.pop()
    assert theirs.missing_pages() == [1, 2]


def test_the_city_may_file_the_pages_of_its_schools(cast) -> None:
    paper = frozen(cast.office)
    [page] = come_back(cast.city, texts(paper, 1))
    assert states([page]) == [("filed", 1)]


def test_a_page_without_a_code_waits_and_is_filed_by_hand_and_taken_back(cast) -> None:
    paper = frozen(cast.office, pages=1)
    [page] = come_back(cast.office, ())
    assert states([page]) == [("waiting", None)]
    by = actor(cast.office)
    actions.file_by_hand(page=page, paper=paper, number=1, by=by, version=page.version)
    assert (page.state, page.by_hand, page.number) == ("filed", True, 1)
    do_jobs()
    paper.refresh_from_db()
    assert paper.state == "stamped"
    with pytest.raises(RuleBroken, match="理由"):
        actions.take_back_page(page=page, reason="", by=by, version=page.version)
    page.refresh_from_db()
    actions.take_back_page(page=page, reason="放错了", by=by, version=page.version)
    paper.refresh_from_db()
    assert (page.state, page.why) == ("taken_back", "放错了")
    assert (paper.state, paper.stamped, paper.missing_pages()) == ("waiting", None, [1])
    actions.file_by_hand(page=page, paper=paper, number=1, by=by, version=page.version)
    assert (page.state, page.why) == ("filed", "")


@pytest.mark.parametrize(
    ("number", "prepare", "words"),
    [(3, None, "没有第 3 页"), (1, "taken", "已经有了"), (1, "outdated", "新版"), (1, "dropped", "不再报送")],
)
def test_a_hand_files_only_where_a_page_is_missing(cast, number, prepare, words) -> None:
    paper = frozen(cast.office)
    by = actor(cast.office)
    [page] = come_back(cast.office, ())
    if prepare == "taken":
        come_back(cast.office, texts(paper, 1))
    elif prepare == "outdated":
        frozen(cast.office, version=2)
    elif prepare == "dropped":
        actions.drop_paper(paper=paper, reason="不用了", by=by, version=paper.version)
    with pytest.raises(RuleBroken, match=words):
        actions.file_by_hand(page=page, paper=paper, number=number, by=by, version=page.version)
    page.refresh_from_db()
    assert page.state == "waiting"


def test_a_better_scan_takes_the_place_of_the_first_and_the_copy_is_made_anew(cast) -> None:
    paper = frozen(cast.office, pages=1)
    [blurred] = come_back(cast.office, texts(paper, 1))
    do_jobs()
    [better] = come_back(cast.office, texts(paper, 1))
    actions.use_instead(page=better, by=actor(cast.office), version=better.version)
    blurred.refresh_from_db()
    paper.refresh_from_db()
    assert (better.state, blurred.state, paper.state) == ("filed", "taken_back", "waiting")
    do_jobs()
    paper.refresh_from_db()
    assert paper.state == "stamped"


def test_what_is_no_filed_paper_is_set_aside_and_can_be_brought_back(cast) -> None:
    [page] = come_back(cast.office, ())
    actions.set_aside(page=page, by=actor(cast.office), version=page.version)
    assert page.state == "set_aside"
    actions.bring_back(page=page, by=actor(cast.office), version=page.version)
    assert page.state == "waiting"


def test_only_own_pages_are_worked_on(cast) -> None:
    [page] = come_back(cast.office, ())
    for post in (cast.other, cast.teacher):
        page.refresh_from_db()
        with pytest.raises(PermissionDenied):
            actions.set_aside(page=page, by=actor(post), version=page.version)


def test_two_who_file_the_same_page_at_once_are_told(cast) -> None:
    paper = frozen(cast.office)
    [page] = come_back(cast.office, ())
    version = page.version
    actions.file_by_hand(page=page, paper=paper, number=1, by=actor(cast.office), version=version)
    with pytest.raises(Stale):
        actions.file_by_hand(page=page, paper=paper, number=2, by=actor(cast.head), version=version)


def test_pages_of_a_replaced_version_are_left_as_they_were_stamped(cast) -> None:
    paper = frozen(cast.office, pages=1)
    [page] = come_back(cast.office, texts(paper, 1))
    do_jobs()
    frozen(cast.office, version=2)
    with pytest.raises(RuleBroken, match="新版"):
        actions.take_back_page(page=page, reason="错", by=actor(cast.office), version=page.version)


def test_the_database_itself_keeps_one_scan_for_a_page(cast) -> None:
    paper = frozen(cast.office)
    page, waiting = come_back(cast.office, texts(paper, 1), ())
    with pytest.raises(IntegrityError), transaction.atomic():
        ScanPage.objects.filter(pk=waiting.pk).update(state="filed", paper=paper, number=page.number)


def test_the_site_mark_comes_from_the_key(settings) -> None:
    before = codes.site_mark()
    settings.KEYS = {**settings.KEYS, "index": b"k" * 32}
    assert codes.site_mark() != before
    assert len(codes.site_mark()) == core_codes.SITE
    assert crypto.blind_index("site", context=codes.CONTEXT)

"""What is only proposed is not settled: an item with something in it still says so, until a person decides."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.accounts.models import Membership
from luoshi.evidence.binders.actions import Lying, Place, begin_binder
from luoshi.evidence.binders.models import Binder, Folder
from luoshi.evidence.binders.renewing import renew_binder
from luoshi.evidence.tests.conftest import actor, cast, piece, sent, text_of, town

__all__ = ["cast", "town"]
pytestmark = pytest.mark.django_db
MORE, ALL_THERE = "有材料，另有建议 1 件", "材料齐"


def lying(post: Membership, *scores: int) -> tuple[Lying, ...]:
    return tuple(
        Lying(evidence=piece(post, f"例会材料{score}").pk, score=score, included=False) for score in scores
    )


def begun(post: Membership, *places: Place) -> Binder:
    made: Binder = begin_binder(
        organisation=post.organisation, about=post.organisation, title="迎检", places=places, by=actor(post)
    )
    return made


def shown(client: Any, binder: Binder, show: str = "") -> str:
    return text_of(client.get(f"/binders/{binder.public_id}/?show={show}"))


def test_an_item_with_a_second_proposal_is_not_green_when_the_first_was_taken(cast, signed_in) -> None:
    client = signed_in(cast.office)
    both, one = Place("a", "例会制度和记录", contents=lying(cast.office, 90, 40)), Place("b", "照片")
    binder = begun(cast.office, both, one)
    assert "建议 2 件" in shown(client, binder)
    assert sent(client, f"/binders/{binder.public_id}/accept/", binder.version).status_code == 302
    page = shown(client, binder)
    assert MORE in page
    assert "有建议待核对 1</a>" in page
    only = shown(client, binder, "unsure").split('id="folders"')[-1]
    assert "例会制度和记录" in only
    assert "照片" not in only
    inside = binder.folders.get(key="a")
    place = f"/binder-folders/{inside.public_id}/"
    assert MORE in text_of(client.get(place))
    keys = [row.evidence.public_id for row in inside.contents.all()]
    said = {"shown": keys, "included": keys[:1]}
    inside.refresh_from_db()
    assert sent(client, f"{place}choose/", inside.version, **said).status_code == 302
    assert MORE not in shown(client, binder)
    assert "没有这样的项了" in shown(client, binder, "unsure")


def test_the_whole_is_complete_only_when_nothing_waits_to_be_decided(cast, signed_in) -> None:
    client = signed_in(cast.office)
    binder = begun(cast.office, Place("a", "例会记录", contents=lying(cast.office, 90, 40)))
    assert sent(client, f"/binders/{binder.public_id}/accept/", binder.version).status_code == 302
    assert ALL_THERE not in shown(client, binder)
    Folder.objects.get(binder=binder).contents.filter(included=False).delete()
    assert ALL_THERE in shown(client, binder)


def test_what_a_changed_list_proposes_anew_is_decided_anew(cast, signed_in) -> None:
    client = signed_in(cast.office)
    first = lying(cast.office, 90)
    binder = begun(cast.office, Place("a", "例会记录", contents=first))
    assert sent(client, f"/binders/{binder.public_id}/accept/", binder.version).status_code == 302
    assert ALL_THERE in shown(client, binder)
    more = Place("a", "例会制度和记录", contents=(*first, *lying(cast.office, 40)))
    binder.refresh_from_db()
    renew_binder(binder=binder, places=[more], by=actor(cast.office), version=binder.version)
    assert MORE in shown(client, binder)

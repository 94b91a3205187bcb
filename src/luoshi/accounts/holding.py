"""What points to a post, over all stages; and what of it this package holds itself: drafts, lists, hand-overs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from luoshi.common import acts, clock, crypto
from luoshi.common.actor import Actor
from luoshi.common.drafts import context_of
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Draft
from luoshi.common.stages import HandedOver, Holding, installed
from luoshi.core.days import day_in_words

from .models import Handover, ListUpload, Membership, Organisation, PlannedChange
from .queries import not_over
from .states import OPEN, TO_COME, PlannedState

NOT_TYPED = ("csrfmiddlewaretoken", "_once", "_version")


def holdings_of(posts: QuerySet[Membership]) -> list[Holding]:
    """Everything that points to these posts, in the order of the process."""
    return [held for stage in installed() if stage.holdings is not None for held in stage.holdings(posts)]


def of_post(post: Membership) -> list[Holding]:
    return holdings_of(Membership.objects.filter(pk=post.pk))


def in_words(held: Iterable[Holding]) -> str:
    """进行中的导入 2 项、责任项 3 项."""
    return "、".join(f"{kind} {count} 项" for kind, count in Counter(each.kind for each in held).items())


def refuse_left_behind(post: Membership) -> None:
    """Raises RuleBroken, with the list, while something that must not be left alone points to the post."""
    held = [each for each in of_post(post) if each.blocks]
    if held:
        raise RuleBroken(
            f"{post.user.name}的“{post}”名下还有{in_words(held)}，不能直接收回。请办理“离岗移交”，选好接收人。"
        )


# ---- what this package holds


def own_holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    """Hand-overs not yet received, lists under way, changes to come, and drafts of people who keep no other post."""
    for handover in Handover.objects.filter(successor__in=posts, confirmed_at__isnull=True).select_related(
        "leaving__user", "leaving__organisation"
    ):
        title = f"{handover.leaving.user.name}（{handover.leaving}）移交的事项"
        yield Holding("待接收的移交", title, handover.successor_id, _page("handover", handover))
    for upload in ListUpload.objects.filter(post__in=posts, state__in=OPEN):
        yield Holding("办理中的名单", upload.file_name, upload.post_id, _page("list-upload", upload))
    for planned in PlannedChange.objects.filter(post__in=posts, state__in=TO_COME).select_related(
        "organisation"
    ):
        yield Holding("待生效的单位变动", str(planned), planned.post_id, story_of(planned), planned.on)
    yield from _drafts(posts)


def changes_to_come(organisation: Organisation) -> Iterable[Holding]:
    """What was entered for days to come keeps an organisation from being merged or closed before."""
    rows = PlannedChange.objects.filter(
        organisation=organisation, state=PlannedState.WAITING, on__gt=clock.today()
    )
    for planned in rows.select_related("organisation"):
        yield Holding("待生效的变动", str(planned), planned.post_id, story_of(planned), planned.on)


def story_of(planned: PlannedChange) -> str:
    return f"{_page('organisation', planned.organisation)}#story"


def _page(name: str, row: Any) -> str:
    return reverse(name, args=[row.public_id])


def _drafts(posts: QuerySet[Membership]) -> Iterable[Holding]:
    chosen = {post.user_id: post.pk for post in posts}
    elsewhere = Membership.objects.filter(not_over(), user__in=chosen).exclude(pk__in=posts.values("pk"))
    gone = set(chosen) - set(elsewhere.values_list("user_id", flat=True))
    for draft in Draft.objects.filter(user__in=gone).select_related("user").order_by("saved_at"):
        title = f"{day_in_words(localtime(draft.saved_at).date())}暂存的草稿"
        yield Holding("草稿", title, chosen[draft.user_id], blocks=False, text=_text_of(draft))


def _text_of(draft: Draft) -> str:
    """What was typed, without the names of fields; empty where it no longer opens."""
    try:
        plain = crypto.decrypt(
            draft.sealed, context=context_of(draft.user.public_id, draft.form, draft.object_id)
        )
    except ValueError:
        return ""
    typed = json.loads(plain)
    values = [
        value
        for name, given in typed.items()
        if name not in NOT_TYPED
        for value in (given if isinstance(given, list) else [given])
    ]
    return "；".join(str(value).strip() for value in values if str(value).strip())[:2000]


def hand_over_own(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """Hand-overs still to be received, lists under way, changes to come and drafts go to the successor."""
    held = tuple(own_holdings(Membership.objects.filter(pk=leaving.pk)))
    for handover in Handover.objects.filter(successor=leaving, confirmed_at__isnull=True):
        if handover.leaving_id == successor.pk:  # it comes back to where it came from
            acts.change(handover, confirmed_at=handover.created_at)
        else:
            acts.change(handover, successor=successor)
    for upload in ListUpload.objects.filter(post=leaving, state__in=OPEN):
        acts.change(upload, post=successor)
    for planned in PlannedChange.objects.filter(post=leaving, state__in=TO_COME):
        acts.change(planned, post=successor)
    if any(each.kind == "草稿" for each in held):
        _pass_drafts(leaving, successor)
    return HandedOver(held)


def _pass_drafts(leaving: Membership, successor: Membership) -> None:
    """Sealed anew for the successor. Where the successor typed at the same place, the own draft stays; the other's
    text stands in the package.
    """
    theirs = set(Draft.objects.filter(user=successor.user_id).values_list("form", "object_id"))
    for draft in Draft.objects.filter(user=leaving.user_id).select_related("user"):
        place = (draft.form, draft.object_id)
        if place in theirs or successor.user_id == leaving.user_id:
            continue
        plain = crypto.decrypt(draft.sealed, context=context_of(draft.user.public_id, *place))
        sealed = crypto.encrypt(plain, context=context_of(successor.user.public_id, *place))
        Draft.objects.filter(pk=draft.pk).update(user=successor.user_id, sealed=sealed)

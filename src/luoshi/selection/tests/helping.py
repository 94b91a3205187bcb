"""A bureau with kinds and calls, schools that read them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from lxml import html

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.selection import actions
from luoshi.selection.examples import example
from luoshi.selection.models import Call, Extension, Kind, Proposal


def cast(yichang: Any) -> Any:
    """The officer, a section head and a leader of the bureau, the offices of two schools, a teacher."""
    posts = {
        "officer": yichang.post("city_officer"),
        "section_head": yichang.post("section_head"),
        "leader": yichang.post("bureau_leader"),
        "office": yichang.post("office", "zhijiang"),
        "other": yichang.post("office", "xingshan"),
        "teacher": yichang.post("teacher", "zhijiang"),
    }
    there = SimpleNamespace(**posts, bureau=yichang.bureau, post=yichang.post)
    there.actor = lambda name: actor_for(getattr(there, name))
    there.school = posts["office"].organisation
    return there


def fresh(row: Any) -> Any:
    if isinstance(row, Extension):
        return Extension.objects.select_related("call__organisation", "said_by__user").get(pk=row.pk)
    if isinstance(row, Proposal):
        return Proposal.objects.select_related("call__organisation", "said_by__user").get(pk=row.pk)
    if isinstance(row, Kind):
        return Kind.objects.select_related("organisation", "definition__current").get(pk=row.pk)
    return Call.objects.select_related(
        "organisation", "officer__user", "kind__definition__current", "form_version"
    ).get(pk=row.pk)


def act(action: Any, row: Any, by: Any, **said: Any) -> Any:
    """The act on the row as it is now; answers the row as it is afterwards."""
    row = fresh(row)
    name = {Kind: "kind", Call: "call", Extension: "extension", Proposal: "proposal"}[type(row)]
    action(**{name: row}, by=by, version=row.version, **said)
    return fresh(row)


def made(there: Any, key: str = "innovation-team", title: str = "") -> Kind:
    shipped = example(key)
    assert shipped is not None
    kind = actions.make_kind(source=shipped, title=title or shipped.title, by=there.actor("officer"))
    return fresh(kind)


def with_rules(there: Any, kind: Kind, **more: Any) -> Kind:
    return act(actions.set_rules, kind, there.actor("officer"), rules={**fresh(kind).rules, **more})


def drafted(there: Any, kind: Kind | None = None, **more: Any) -> Call:
    kind = kind or made(there)
    said = {"title": "2026年示例遴选", "until": clock.now() + dt.timedelta(days=20), **more}
    call = actions.start_call(kind=kind, facts=actions.CallFacts(**said), by=there.actor("officer"))
    return fresh(call)


def opened(there: Any, kind: Kind | None = None, **more: Any) -> Call:
    return act(actions.open_call, drafted(there, kind, **more), there.actor("officer"))


def as_shown(client: Any, url: str, **said: Any) -> Any:
    """Post the form of a page as it is shown, with what is said instead."""
    page = html.fromstring(client.get(url).content)
    (form,) = [each for each in page.forms if each.get("data-autosave") or each.get("enctype")]
    shown: dict[str, list[str]] = {}
    for name, value in form.form_values():
        shown.setdefault(name, []).append(value)
    return client.post(url, {**shown, **said})


def over(call: Call, minutes: int = 5) -> Call:
    """Its time is over since so many minutes."""
    Call.objects.filter(pk=call.pk).update(until=clock.now() - dt.timedelta(minutes=minutes))
    return fresh(call)

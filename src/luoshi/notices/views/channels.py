"""Channels out of the house: set up, tested, switched by the system administrator, who sees states and no contents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.accounts.queries import organisations_under
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions
from ..channel_forms import FORMS, ChannelForm, HostForm, TrialForm
from ..models import Channel, InHouse, Letter
from ..queries import channels_visible_to, letters_visible_to, machines_visible_to

WHO = "系统管理员"


@policy(f"{WHO}：查看消息通道、外发情况、允许连接的内部主机")
def channels(request: HttpRequest) -> HttpResponse:
    return _list(request, HostForm())


def _list(request: HttpRequest, form: HostForm, status: int = 200) -> HttpResponse:
    require(request.actor.may("manage_site"))
    context = {
        "channels": channels_visible_to(request.actor),
        "kinds": Channel.Kind.choices,
        "machines": machines_visible_to(request.actor),
        "form": form,
        "page_obj": page_of(request, letters_visible_to(request.actor), 30),
    }
    return render(request, "notices/channels.html", context, status=status)


@policy(f"{WHO}：新建消息通道", methods=("GET", "POST"))
def new_channel(request: HttpRequest, channel_kind: str) -> HttpResponse:
    require(request.actor.may("manage_site"))
    if channel_kind not in FORMS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = FORMS[channel_kind](data, organisations=organisations_under(request.actor))
    if data is None or not form.is_valid():
        return _form(request, form, Channel(kind=channel_kind), 200 if data is None else 422)
    channel = actions.add_channel(
        kind=channel_kind,
        name=form.cleaned_data["name"],
        organisation=form.cleaned_data["organisation"],
        values=form.values(),
        by=request.actor,
        once=Once.of(request),
    )
    messages.success(request, "已保存，还没有启用。启用后先发一条测试消息。")
    return redirect("channel", channel.public_id)


def _form(
    request: HttpRequest, form: ChannelForm, channel: Channel, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "channel": channel, **more}
    return render(request, "notices/channel.html", context, status=status)


@policy(f"{WHO}：修改消息通道", methods=("GET", "POST"))
def channel(request: HttpRequest, channel: str) -> HttpResponse:
    require(request.actor.may("manage_site"))
    found = find(channels_visible_to(request.actor), channel)
    made = FORMS[found.kind]
    shown = {key: value for key, value in found.settings.items() if key not in made.secret_fields}
    bound = {"organisations": organisations_under(request.actor), "channel": found}
    if request.method != "POST":
        return _form(request, made(initial={"name": found.name, **shown}, **bound), found, test=_test(found))
    form = made(request.POST, **bound)
    if not form.is_valid():
        return _form(request, form, found, 422, test=_test(found))
    try:
        actions.change_channel(
            channel=found,
            name=form.cleaned_data["name"],
            values=form.values(),
            secrets_of=made.secret_fields,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Refusal as refusal:
        found.refresh_from_db()
        return _form(request, form, found, refusal.status, refusal=refusal, test=_test(found))
    messages.success(request, "已保存。")
    return redirect("channel", found.public_id)


def _test(channel: Channel, data: Any = None) -> TrialForm:
    return TrialForm(data, kind=channel.kind)


def _act(request: HttpRequest, found: Channel, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("channel", found.public_id)


@policy(f"{WHO}：启用或停用消息通道", methods=("POST",))
def switch(request: HttpRequest, channel: str) -> HttpResponse:
    require(request.actor.may("manage_site"))
    found = find(channels_visible_to(request.actor), channel)
    on, version, once = not found.enabled, version_of(request), Once.of(request)

    def act() -> None:
        actions.switch_channel(channel=found, enabled=on, by=request.actor, version=version, once=once)

    return _act(request, found, act, "已启用。" if on else "已停用，等待外发的消息不再发出。")


@policy(f"{WHO}：发测试消息", methods=("POST",))
def trial(request: HttpRequest, channel: str) -> HttpResponse:
    require(request.actor.may("manage_site"))
    found = find(channels_visible_to(request.actor), channel)
    form, once = _test(found, request.POST), Once.of(request)
    if not form.is_valid():
        for error in form.errors.get("to", []):
            messages.error(request, error)
        return redirect("channel", found.public_id)
    to = form.cleaned_data["to"]

    def act() -> None:
        actions.try_channel(channel=found, to=to, by=request.actor, once=once)

    return _act(request, found, act, "测试消息已交发送，一两分钟后在“消息通道”页查看结果。")


@policy(f"{WHO}：重发没有发出的外发消息", methods=("POST",))
def send_again(request: HttpRequest, letter: str) -> HttpResponse:
    require(request.actor.may("manage_site"))
    found: Letter = find(letters_visible_to(request.actor), letter)
    try:
        actions.send_again(letter=found, by=request.actor, version=version_of(request), once=Once.of(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已重新排入发送。")
    return redirect("channels")


@policy(f"{WHO}：允许连接一台内部主机", methods=("POST",))
def allow_host(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("manage_site"))
    form = HostForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    try:
        actions.allow_host(**form.cleaned_data, by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _list(request, form, refusal.status)
    messages.success(request, "已列入允许名单，并记入操作日志。")
    return redirect("channels")


@policy(f"{WHO}：不再允许连接一台内部主机", methods=("POST",))
def forbid_host(request: HttpRequest, machine: str) -> HttpResponse:
    require(request.actor.may("manage_site"))
    found: InHouse = find(machines_visible_to(request.actor), machine)
    actions.forbid_host(machine=found, by=request.actor, once=Once.of(request))
    messages.success(request, "已从允许名单移出。")
    return redirect("channels")

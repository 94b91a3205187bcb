"""The loaded versions of a plan's pack, and both downloads."""

import pytest
from django.urls import reverse

from luoshi.accounts.queries import actor_for
from luoshi.home import loading
from luoshi.plans.actions import start_plan
from luoshi.plans.models import PackVersion

PLAN = next(path for path in loading.bundled_packs() if path.parent.name == "plans")


@pytest.fixture
def version(yichang):
    return PackVersion.objects.get(kind="plan", key=yichang.plan.key)


def addresses(plan, version):
    return [
        reverse("plan-versions", args=[plan.public_id]),
        reverse("current-pack", args=[plan.public_id]),
        reverse("loaded-pack", args=[plan.public_id, version.public_id]),
    ]


def test_an_officer_sees_the_versions_and_downloads_them(yichang, version, signed_in):
    listed, current, loaded = addresses(yichang.plan, version)
    client = signed_in(yichang.post("city_officer"))
    text = client.get(listed).content.decode()
    assert version.title in text
    assert version.name not in text
    assert "系统初装" in text
    assert client.get(loaded).content == PLAN.read_bytes()
    answer = client.get(current)
    assert answer.content.decode() == loading.export_pack("plan", yichang.plan.key)
    assert answer["Content-Disposition"].startswith("attachment")


def test_readers_get_403_and_strangers_404(yichang, version, signed_in):
    head, stranger = signed_in(yichang.post("school_head", "yidu")), signed_in(yichang.post("log_admin"))
    for address in addresses(yichang.plan, version):
        assert head.get(address).status_code == 403
        assert stranger.get(address).status_code == 404


def test_the_version_of_another_pack_does_not_exist_here(yichang, signed_in):
    post = yichang.post("city_officer")
    fields = {"title": "另一份", "short": "另一份", "start": "", "end": "", "number": ""}
    other = start_plan(issuer=yichang.bureau, by=actor_for(post), **fields)
    site = PackVersion.objects.get(kind="site")
    listed, current, loaded = addresses(other, site)
    client = signed_in(post)
    assert client.get(loaded).status_code == 404
    assert "没有装载过" in client.get(listed).content.decode()
    assert other.key in client.get(current).content.decode()

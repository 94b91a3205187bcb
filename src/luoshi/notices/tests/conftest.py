"""The small town of the accounts' tests, and somebody telling somebody something."""

from types import SimpleNamespace

import pytest

from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.tests.conftest import town  # noqa: F401  the same small town
from luoshi.common.actor import system_actor
from luoshi.common.tests.conftest import PATIENCE, chromium  # noqa: F401  one browser per module
from luoshi.notices.actions import tell
from luoshi.notices.models import Channel, InHouse


@pytest.fixture
def say():
    """`say(post, …)` → the notice the system told these posts."""

    def told(*posts, title="请报送季度进展", kind="test", **more):
        return tell(to=posts, title=title, kind=kind, by=more.pop("by", system_actor()), **more)

    return told


@pytest.fixture
def school(town):  # noqa: F811
    """Three people of one school, and a stranger of another."""
    return SimpleNamespace(
        head=town.person("school_head", "village"),
        office=town.person("office", "village"),
        teacher=town.person("teacher", "village"),
        stranger=town.person("school_head", "academy"),
        officer=town.person("city_officer", "city"),
    )


@pytest.fixture
def west(town):  # noqa: F811
    """Another city on the same site: its bureau, its administrator, an officer, the head of a school."""
    given = {"names": [], "by": system_actor()}
    city = set_up_organisation(parent=None, name="示例西市教育局", short="西市", kind="city_bureau", **given)
    below = set_up_organisation(parent=city, name="示例西市学校", short="西校", kind="school", **given)

    def person(role, place, number):
        mobile = f"100009{number:05d}"
        return add_person(name=f"西{number}", mobile=mobile, organisation=place, role=role, by=system_actor())

    return SimpleNamespace(
        city=city,
        admin=person("system_admin", city, 1),
        officer=person("city_officer", city, 2),
        head=person("school_head", below, 3),
    )


@pytest.fixture
def window(chromium, live_server, signed_in, settings):  # noqa: F811
    """`window(membership, path, width=1440)` → a page in Chromium; what it complains about fails the test."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts, complaints = [], []

    def open_page(membership, path, width=1440):
        session = signed_in(membership).cookies[settings.SESSION_COOKIE_NAME]
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        page.complaints = complaints
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def home(settings, tmp_path):
    settings.LUOSHI_HOME, settings.CLOCK_FILE = tmp_path, str(tmp_path / "clock")
    (tmp_path / "clock").write_text("2026-11-25T10:00:00+08:00")
    return tmp_path


@pytest.fixture
def real(settings):
    """Letters really leave, as in production; the receivers of the tests stand on this machine."""
    settings.LUOSHI_MODE, settings.LOCAL_TARGETS = "production", True


@pytest.fixture
def channel(town):  # noqa: F811
    def make(kind, named=None, /, *, organisation=None, enabled=True, **values):
        if named:
            InHouse.objects.get_or_create(host="localhost", port=named, defaults={"reason": "test"})
        made = Channel(kind=kind, name=f"通道{kind}", organisation=organisation or town.city, enabled=enabled)
        made.sealed = made.sealed_settings(values)
        made.save()
        return made

    return make

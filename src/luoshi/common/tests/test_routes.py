"""Every URL says who may call it, and the wrong method is refused."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from luoshi.common import routes


@routes.policy("本人：保存", methods=("POST",))
def save_something(request, key):
    """Says what it got."""
    return HttpResponse(key)


@routes.policy("公开：查看", public=True)
def look(request):
    return HttpResponse("看")


def test_every_url_declares_who_may_call_it():
    assert routes.undeclared() == []


def test_a_route_shows_path_parameters_methods_and_policy():
    found = {route["path"]: route for route in routes.routes()}
    assert found["/healthz"] == {
        "name": "healthz",
        "path": "/healthz",
        "methods": ["GET"],
        "params": [],
        "policy": "公开：站点是否就绪",
        "public": True,
    }


def test_parameters_are_named_with_their_type():
    from django.urls import include, path

    import luoshi.common.converters  # noqa: F401

    inner = [path("<int:page>/", save_something)]
    resolver = path("things/<public_id:thing>/", include(inner))
    walked = list(routes._walk(type("Root", (), {"url_patterns": [resolver]})(), "/", []))
    assert [(route[0], route[2]) for route in walked] == [
        (
            "/things/<thing>/<page>/",
            [{"name": "thing", "type": "public_id"}, {"name": "page", "type": "int"}],
        )
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_another_method_than_declared_is_refused(method):
    answer = save_something(RequestFactory().generic(method, "/x/"), key="a")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"


def test_the_declared_method_reaches_the_view():
    assert save_something(RequestFactory().post("/x/"), key="a").content == b"a"
    assert look(RequestFactory().head("/x/")).status_code == 200


def test_only_public_views_are_open_without_signing_in():
    assert look.login_required is False
    assert getattr(save_something, "login_required", True) is True

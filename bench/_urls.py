"""The site's pages and two yardsticks: a bare page in our frame, and a bare Django page with nothing of ours on it."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from luoshi.config.urls import *  # noqa: F403
from luoshi.config.urls import urlpatterns as site_urls

BARE = '{% extends "base.html" %}{% block page_title %}空页{% endblock %}{% block content %}<p>空。</p>{% endblock %}'


PLAIN = "<!doctype html><title>{{ title }}</title>" + "<p>一行文字。</p>" * 100


@cache
def template() -> Any:
    return engines["django"].from_string(BARE)


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(template().render({}, request))


@cache
def plain_template() -> Any:
    return engines["django"].from_string(PLAIN)


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(plain_template().render({"title": "空页"}))


urlpatterns = [*site_urls, path("bench/bare/", bare), path("bench/plain/", plain)]

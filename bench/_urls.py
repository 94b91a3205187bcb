"""The site's pages and the bare page that the others are measured against."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from luoshi.config.urls import *  # noqa: F403
from luoshi.config.urls import urlpatterns as site_urls

BARE = '{% extends "base.html" %}{% block page_title %}空页{% endblock %}{% block content %}<p>空。</p>{% endblock %}'


@cache
def template() -> Any:
    return engines["django"].from_string(BARE)


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(template().render({}, request))


urlpatterns = [*site_urls, path("bench/bare/", bare)]

"""Pages of notices."""

from django.urls import include, path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from .views import received

one_notice = [
    path("", received.notice, name="notice"),
    path("read/", received.read, name="notice-read"),
    path("unread/", received.unread, name="notice-unread"),
    path("receive/", received.receive, name="notice-receive"),
    path("take-back/", received.take_back, name="notice-take-back"),
]
urlpatterns = [
    path("notices/", received.notices, name="notices"),
    path("notices/read-all/", received.read_all, name="notices-read-all"),
    path("notices/unread-all/", received.unread_all, name="notices-unread-all"),
    path("notices/<public_id:notice>/", include(one_notice)),
]

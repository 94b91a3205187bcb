"""Pages of notices."""

from django.urls import include, path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from .views import channels, clockwork, received, sent, wishes, workdays, writing

one_notice = [
    path("", received.notice, name="notice"),
    path("read/", received.read, name="notice-read"),
    path("unread/", received.unread, name="notice-unread"),
    path("receive/", received.receive, name="notice-receive"),
    path("take-back/", received.take_back, name="notice-take-back"),
    path("files/<public_id:attachment>/", sent.file, name="notice-file"),
]
one_sent = [
    path("", sent.sent_notice, name="sent-notice"),
    path("remind/", sent.remind, name="remind-notice"),
    path("withdraw/", sent.withdraw, name="withdraw-notice"),
    path("restore/", sent.restore, name="restore-notice"),
    path("correct/", writing.correct, name="correct-notice"),
    path("urge/", sent.urge_page, name="urge-notice"),
    path("urge/qr.png", sent.urge_png, name="urge-qr"),
]
urlpatterns = [
    path("notices/", received.notices, name="notices"),
    path("notices/read-all/", received.read_all, name="notices-read-all"),
    path("notices/unread-all/", received.unread_all, name="notices-unread-all"),
    path("notices/new/", writing.new_notice, name="new-notice"),
    path("notices/sent/", sent.sent_notices, name="sent-notices"),
    path("notices/sent/<public_id:sent>/", include(one_sent)),
    path("notices/deliveries/<public_id:delivery>/phone/", sent.phone, name="note-phone-call"),
    path("notices/calls/<public_id:call>/take-back/", sent.phone_back, name="take-back-call"),
    path("notices/rules/", clockwork.rules, name="reminder-rules"),
    path("notices/rules/remove/", clockwork.remove_rule, name="remove-reminder-rule"),
    path("notices/<public_id:notice>/", include(one_notice)),
    path("holidays/", workdays.site_table, name="holidays"),
    path("workdays/", workdays.calendar, name="workdays"),
    path("workdays/own/", workdays.own_table, name="own-workdays"),
    path("channels/", channels.channels, name="channels"),
    path("channels/new/<slug:channel_kind>/", channels.new_channel, name="new-channel"),
    path("channels/hosts/", channels.allow_host, name="allow-host"),
    path("channels/hosts/<public_id:machine>/forbid/", channels.forbid_host, name="forbid-host"),
    path("channels/letters/<public_id:letter>/again/", channels.send_again, name="send-again"),
    path("channels/<public_id:channel>/", channels.channel, name="channel"),
    path("channels/<public_id:channel>/switch/", channels.switch, name="switch-channel"),
    path("channels/<public_id:channel>/test/", channels.trial, name="test-channel"),
    path("me/notices/", wishes.wishes, name="wishes"),
    path("me/notices/calendar/", wishes.make_feed, name="make-feed"),
    path("me/notices/calendar/revoke/", wishes.revoke_feed, name="revoke-feed"),
    path("calendar/<slug:secret>/luoshi.ics", wishes.calendar_feed, name="calendar-feed"),
]

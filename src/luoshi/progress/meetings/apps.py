from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "luoshi.progress.meetings"
    label = "meetings"
    verbose_name = "调度会"

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "luoshi.undertakings.rounds"
    label = "rounds"
    verbose_name = "承接申报"

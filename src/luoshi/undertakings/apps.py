from django.apps import AppConfig


class UndertakingsConfig(AppConfig):
    name = "luoshi.undertakings"
    label = "undertakings"
    verbose_name = "承接"

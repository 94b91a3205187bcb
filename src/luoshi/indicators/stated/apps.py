from django.apps import AppConfig


class StatedConfig(AppConfig):
    name = "luoshi.indicators.stated"
    label = "stated_figures"
    verbose_name = "官方统计"

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "luoshi.indicators.alerts"
    label = "alerts"
    verbose_name = "预警"

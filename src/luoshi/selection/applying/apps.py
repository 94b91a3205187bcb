from django.apps import AppConfig


class ApplyingConfig(AppConfig):
    name = "luoshi.selection.applying"
    label = "applying"
    verbose_name = "申报"

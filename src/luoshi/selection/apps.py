from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "luoshi.selection"
    label = "selection"
    verbose_name = "遴选"

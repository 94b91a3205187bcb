from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "luoshi.selection.archive"
    label = "archive"
    verbose_name = "遴选档案包"

    def ready(self) -> None:
        from . import packing

        packing.register()

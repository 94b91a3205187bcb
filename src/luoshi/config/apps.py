from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "luoshi.config"
    label = "config"

    def ready(self) -> None:
        from luoshi.common import stages

        from .stages import STAGES

        stages.install(STAGES)

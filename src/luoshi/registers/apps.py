from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "luoshi.registers"
    label = "registers"
    verbose_name = "台账"

    def ready(self) -> None:
        from . import jobs

        jobs.register()

from django.apps import AppConfig


class RegisterImportsConfig(AppConfig):
    name = "luoshi.registers.importing"
    label = "register_imports"
    verbose_name = "名单导入"

    def ready(self) -> None:
        from . import jobs

        jobs.register()

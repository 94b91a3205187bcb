from django.apps import AppConfig


class WorkplansConfig(AppConfig):
    name = "luoshi.workplans"
    label = "workplans"
    verbose_name = "实施方案"

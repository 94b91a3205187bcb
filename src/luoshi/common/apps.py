from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "luoshi.common"
    label = "common"
    verbose_name = "公共部分"

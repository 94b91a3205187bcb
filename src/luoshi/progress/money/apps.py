from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "luoshi.progress.money"
    label = "money_in_use"
    verbose_name = "资金使用"

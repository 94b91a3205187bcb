from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "luoshi.accounts"
    label = "accounts"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        from luoshi.common import acts

        from .still_acting import still_acting

        if still_acting not in acts.STILL_ACTING:
            acts.STILL_ACTING.append(still_acting)

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "luoshi.accounts"
    label = "accounts"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        from luoshi.common import acts, throttle

        from .proving import proved_lately
        from .still_acting import still_acting
        from .throttle import count_of_account

        if still_acting not in acts.STILL_ACTING:
            acts.STILL_ACTING.append(still_acting)
        if proved_lately not in acts.PROVED_LATELY:
            acts.PROVED_LATELY.append(proved_lately)
        if count_of_account not in throttle.COUNTERS:
            throttle.COUNTERS.append(count_of_account)

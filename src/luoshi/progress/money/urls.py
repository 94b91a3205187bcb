"""Pages of money in use."""

from django.urls import include, path

from .views import finance, overview, quarter

of_quarter = [
    path("", quarter.money_quarter, name="money-quarter"),
    path("fill/", quarter.fill_money, name="fill-money"),
    path("fill/finance/", finance.finance_list, name="money-finance"),
    path("lines.xlsx", quarter.money_sheet, name="money-xlsx"),
    path("confirm/", quarter.confirm_money, name="confirm-money"),
    path("take-back/", quarter.take_back_money, name="take-back-money"),
]
of_plan = [
    path("", overview.plan_money, name="plan-money"),
    path("rule/", overview.money_rule, name="money-rule"),
    path("start/", overview.start_money, name="start-money"),
    path("close/", overview.close_money, name="close-money"),
    path("reopen/", overview.reopen_money, name="reopen-money"),
]
urlpatterns = [
    path("money/", overview.money, name="money"),
    path("money/<public_id:money_report>/", include(of_quarter)),
    path("plans/<public_id:plan>/money/", include(of_plan)),
    path("plans/<public_id:plan>/money.xlsx", overview.plan_money_sheet, name="plan-money-xlsx"),
]

"""The stages in the order of the process."""

from luoshi.accounts.stage import STAGE as ACCOUNTS
from luoshi.plans.stage import STAGE as PLANS
from luoshi.policies.stage import STAGE as POLICIES
from luoshi.undertakings.stage import STAGE as UNDERTAKINGS

STAGES = [ACCOUNTS, POLICIES, PLANS, UNDERTAKINGS]

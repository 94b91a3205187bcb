"""The principals of the test world and their roles, so that tests can be named before the world is made."""

import os

ROLE_OF = {
    "anonymous": "anonymous",
    "disabled": "teacher",
    "city-officer": "city_officer",
    "section-head": "section_head",
    "bureau-leader": "bureau_leader",
    "expert": "expert",
    "inspector": "inspector",
    "monitor": "monitor",
    "host": "host",
    "system-admin": "system_admin",
    "security-admin": "security_admin",
    "log-admin": "log_admin",
    "county-officer": "county_officer",
    "county-leader": "county_leader",
    "school-head": "school_head",
    "party-secretary": "party_secretary",
    "deputy-head": "deputy_head",
    "school-office": "office",
    "council-chair": "council_chair",
    "department-head": "department_head",
    "task-owner": "task_owner",
    "teacher": "teacher",
    "finance": "finance",
    "enterprise": "enterprise",
    "other-school-head": "school_head",
    "school-head-neighbour": "school_head",
    "school-head-city": "school_head",
    "county-officer-neighbour": "county_officer",
    "city-officer-west": "city_officer",
    "log-admin-west": "log_admin",
    "county-officer-west": "county_officer",
    "school-head-west": "school_head",
}
# LUOSHI_FEW=1 takes a few people of each kind, for a quick look while working.
FEW = ("anonymous", "disabled", "city-officer", "county-officer", "school-head", "teacher", "system-admin")
ONLY_FEW = bool(os.environ.get("LUOSHI_FEW"))
KEYS = list(FEW if ONLY_FEW else ROLE_OF)

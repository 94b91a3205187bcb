"""People, organisations and their placements, memberships, roles as code, sign-in."""

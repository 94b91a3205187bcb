"""Pages of money in use: the overview, a school's quarter, its grid."""

"""Pages of people, accounts and sign-in."""

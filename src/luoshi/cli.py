"""The `luoshi` command."""


def main() -> None:
    raise SystemExit(2)

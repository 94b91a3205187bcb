"""What is said of a value that cannot be used."""


class BadValue(ValueError):
    """A typed value that cannot be read; the message is Chinese and says what to do."""

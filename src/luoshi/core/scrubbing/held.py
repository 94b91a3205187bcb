"""Why a file is held instead of being passed on."""


class CannotScrub(ValueError):
    """The copy cannot be made bare; the text says why and what to do, for the person who handed the file in."""

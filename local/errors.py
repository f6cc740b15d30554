"""The one error of this package. Its text is shown to the person at the terminal as it is."""


class LocalError(Exception):
    """Error of this machine that keeps Rollcall from running; the text says what to do about it."""

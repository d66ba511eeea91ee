"""The reason why a rule was not seen."""


class NotSeen(Exception):
    """A probe could not see its rules; the text says why."""


class LimitReached(NotSeen):
    """The rest of the requests is needed to check or to restore the profile."""

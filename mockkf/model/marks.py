"""The marks of a captured mail, which readers set: the read flag and the tags."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """Whether a mail was read, and its tags, sorted in any letter case.

    A new mail is unread and has the tags of its header X-Tags and of the `+tag` in its addresses.
    """

    read: bool = False
    tags: tuple[str, ...] = ()

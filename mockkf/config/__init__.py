"""Settings and options: frozen values, their defaults, and how environment and arguments set them.

It reads no files; scenario files are read by `mockkf.scenario`.
"""

from mockkf.config.options import (
    LONGEST_NAME,
    MOST_NAMED,
    OFF,
    Problems,
    Take,
    dotted_release,
    hint,
    is_release,
    know,
    number,
    one_of,
    port_of_another,
    seconds,
    table,
    taken,
    text,
    truth,
    version,
)
from mockkf.config.settings import (
    CONFIDENTIAL,
    LISTENING,
    OF_THE_SERVER,
    OPTIONS,
    TAKES,
    Settings,
    in_words,
)
from mockkf.config.strict import Strict

__all__ = [
    "CONFIDENTIAL",
    "LISTENING",
    "LONGEST_NAME",
    "MOST_NAMED",
    "OFF",
    "OF_THE_SERVER",
    "OPTIONS",
    "TAKES",
    "Problems",
    "Settings",
    "Strict",
    "Take",
    "dotted_release",
    "hint",
    "in_words",
    "is_release",
    "know",
    "number",
    "one_of",
    "port_of_another",
    "seconds",
    "table",
    "taken",
    "text",
    "truth",
    "version",
]

"""Settings and options: frozen values, their defaults, and how environment and arguments set them.

It reads no files; scenario files are read by `mockkf.scenario`.
"""

from mockkf.config.options import (
    Problems,
    Strict,
    Take,
    know,
    number,
    one_of,
    port_of_another,
    release,
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
    from_environ,
    in_words,
)

__all__ = [
    "CONFIDENTIAL",
    "LISTENING",
    "OF_THE_SERVER",
    "OPTIONS",
    "TAKES",
    "Problems",
    "Settings",
    "Strict",
    "Take",
    "from_environ",
    "in_words",
    "know",
    "number",
    "one_of",
    "port_of_another",
    "release",
    "seconds",
    "table",
    "taken",
    "text",
    "truth",
    "version",
]

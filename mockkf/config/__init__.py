"""Settings and options: frozen values, their defaults, and how environment and arguments set them.

It reads no files; scenario files are read by `mockkf.scenario`.
"""

from mockkf.config.durations import LONGEST, Duration, duration, seconds, whole_seconds
from mockkf.config.options import (
    LONGEST_NAME,
    MOST_NAMED,
    OFF,
    Problems,
    Take,
    dotted_release,
    is_release,
    know,
    number,
    one_of,
    port_of_another,
    table,
    taken,
    text,
    truth,
    version,
)
from mockkf.config.public_ports import PublicPorts
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
from mockkf.config.variables import OTHERS, PREFIX, check_variables, variable

__all__ = [
    "CONFIDENTIAL",
    "LISTENING",
    "LONGEST",
    "LONGEST_NAME",
    "MOST_NAMED",
    "OFF",
    "OF_THE_SERVER",
    "OPTIONS",
    "OTHERS",
    "PREFIX",
    "TAKES",
    "Duration",
    "Problems",
    "PublicPorts",
    "Settings",
    "Strict",
    "Take",
    "check_variables",
    "dotted_release",
    "duration",
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
    "variable",
    "version",
    "whole_seconds",
]

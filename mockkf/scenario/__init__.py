"""Scenario files: read into settings, and written from a running mock. A written file contains no secret."""

from mockkf.scenario.reading import TAKES, change_settings, from_tables, load_settings, recordings_in
from mockkf.scenario.recordings import Recordings
from mockkf.scenario.toml import with_short_keys

__all__ = [
    "TAKES",
    "Recordings",
    "change_settings",
    "from_tables",
    "load_settings",
    "recordings_in",
    "with_short_keys",
]

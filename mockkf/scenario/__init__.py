"""Scenario files: read into settings, and written from a running mock. A written file contains no secret."""

from mockkf.scenario.reading import TAKES, change_settings, from_tables, load_settings
from mockkf.scenario.toml import with_short_keys

__all__ = ["TAKES", "change_settings", "from_tables", "load_settings", "with_short_keys"]

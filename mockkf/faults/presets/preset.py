"""The type of a preset."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """A named fault at `step` with default `members`, which a user may override; `about` describes the cause.

    With `may_stay_idle`, it is no failure of a test that the fault never fires.
    """

    step: str
    about: str
    members: Mapping[str, Any]
    may_stay_idle: bool = False

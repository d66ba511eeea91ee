"""What a fault with a name is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """A fault at `step` with these `members`, which the one who plans it may change; `about` says when it happens."""

    step: str
    about: str
    members: Mapping[str, Any]

"""The rules of the register about the members of a body."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from mockkf.command import register

if TYPE_CHECKING:
    from mockkf.calibration.answer import ServerAnswer


@cache
def members(call: str, version: int, direction: str, does: str = "") -> Mapping[str, str]:
    """Return the members of a body by the names of their rules; only those that do `does` if it is given.

    >>> members("POST /SMTP/Test", 2, "request", "required")["POST /SMTP/Test v2 request Host"]
    'Host'
    """
    start = f"{call} v{version} {direction} "
    found = (rule for rule in register() if rule.name.startswith(start) and rule.does.startswith(does))
    return {rule.name: rule.name.removeprefix(start) for rule in found}


def named(answer: "ServerAnswer", rules: Mapping[str, str]) -> dict[str, str]:
    """Return "required" for the rule of each member that a refusal names."""
    import re

    words = set(re.findall(r"\w+", answer.message))
    return {rule: "required" for rule, name in rules.items() if name in words}

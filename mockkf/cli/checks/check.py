"""What a check of `mockkf doctor` is, what it looks at, and what it finds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Finding:
    """One line: what is right, or what is wrong and what to do (`advice`)."""

    is_ok: bool
    sentence: str
    advice: str = ""


@dataclass(frozen=True)
class Surroundings:
    """This shell and the mock that the options choose.

    `environ` are the variables of this shell. The mock was looked for at `url`; `is_chosen` tells whether the user
    named it, and `silence` why it does not answer. If it answers, it has `addresses`, the CA certificate `ca_pem`, and
    `sets_them`, the command that sets its variables in a shell.
    """

    environ: Mapping[str, str]
    url: str
    is_chosen: bool
    silence: str = ""
    addresses: Mapping[str, Any] = field(default_factory=dict)
    ca_pem: str = ""
    sets_them: str = ""

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables that `mockkf env` would set."""
        found: Mapping[str, str] = self.addresses.get("environ", {})
        return found


class Check:
    """A check; `order` is its place in the list, `title` its heading."""

    order: ClassVar[int]
    title: ClassVar[str]

    _known: ClassVar[list[type["Check"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Check._known.append(cls)

    @staticmethod
    def known() -> list["Check"]:
        """Return all checks in their order."""
        return [kind() for kind in sorted(Check._known, key=lambda kind: (kind.order, kind.title))]

    def findings(self, there: Surroundings) -> Iterator[Finding]:
        """Yield what the check finds."""
        raise NotImplementedError


def ok(sentence: str) -> Finding:
    """Return a finding that something is right."""
    return Finding(is_ok=True, sentence=sentence)


def problem(sentence: str, advice: str) -> Finding:
    """Return a finding that something is wrong, with what to do."""
    return Finding(is_ok=False, sentence=sentence, advice=advice)

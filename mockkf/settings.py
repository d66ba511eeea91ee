"""Every option, once: arguments, environment and scenario file become one frozen `Settings` here and nowhere else."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from mockkf.errors import ConfigurationError, Invalid
from mockkf.model import Profile

DEFAULT_PROFILE = Profile(
    host="smtp.keyexample.com",
    sender_account="jsmith@keyexample.com",
    sender_name="Keyfactor Command",
)
"""What a fresh server answers (assumed: no document says)."""

EARLIEST = (10,)
PORTS = range(65536)
RELEASE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})*(\+.*)?")


@dataclass(frozen=True)
class Users:
    """Names and passwords by which one may log on; printing them shows the names only."""

    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


def option(default: Any, about: str) -> Any:
    """A field of `Settings` that users can set; `about` is its line in the table of options."""
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Settings:
    """What a mock is started with; each option has the same name as argument, variable (`MOCKKF_…`) and in a scenario.

    >>> Settings.load({}, release="25.5").version
    (25, 5)
    """

    release: str = option("25.5", "the release of Command to emulate")
    host: str = option("127.0.0.1", "the address to listen on; anything but loopback lets others in")
    http_port: int = option(0, "port of the API over http; 0 takes a free one")
    https_port: int = option(0, "port of the API over https; 0 takes a free one")
    smtp_port: int = option(0, "port that stands for 25 (plain, STARTTLS offered); 0 takes a free one")
    submission_port: int = option(0, "port that stands for 587 (plain, STARTTLS offered); 0 takes a free one")
    smtps_port: int = option(0, "port that stands for 465 (TLS from the first byte); 0 takes a free one")
    base_paths: tuple[str, ...] = option(("/KeyfactorAPI", "/Keyfactor/API"), "where the API lives, in any letter case")
    step_timeout: float = option(5.0, "how many seconds each step of a test mail may take")
    profile: Profile = DEFAULT_PROFILE
    relay_users: Users | None = None
    relay_require_tls: bool = False

    @property
    def version(self) -> tuple[int, ...]:
        """The release as numbers, to compare."""
        return _version(self.release)

    @classmethod
    def load(
        cls,
        environ: Mapping[str, str],
        scenario: str | Path | None = None,
        defaults: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> "Settings":
        """Settings from all sources: arguments before `environ`, the scenario file and `defaults`."""
        scenario = scenario or environ.get("MOCKKF_SCENARIO")
        given = {**(defaults or {}), **(_from_file(Path(scenario)) if scenario else {}), **_from_environ(environ)}
        given |= {name: value for name, value in arguments.items() if value is not None}
        return cls().changed(**given)

    def changed(self, **options: Any) -> "Settings":
        """These settings with some options changed; `ConfigurationError` names one that is unknown or wrong."""
        _know(options, (known.name for known in fields(self)), "option")
        return replace(self, **{name: _converted(name, value) for name, value in options.items()})


OPTIONS: Mapping[str, str] = {known.name: known.metadata["about"] for known in fields(Settings) if known.metadata}
"""The table of options: name and what it does."""


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    variables = {name: f"MOCKKF_{name.upper()}" for name in OPTIONS}
    return {
        name: _converted(name, environ[variable], variable)
        for name, variable in variables.items()
        if variable in environ
    }


def _from_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"scenario {path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"scenario {path} is no TOML: {error}") from error
    try:
        return _from_tables(content)
    except ConfigurationError as error:
        raise ConfigurationError(f"scenario {path}: {error}") from error


def _from_tables(content: Mapping[str, Any]) -> dict[str, Any]:
    _know(content, (*OPTIONS, "profile", "relay"), "option or table")
    given = {name: _converted(name, value) for name, value in content.items() if name != "relay"}
    relay = _table("relay", content.get("relay", {}))
    _know(relay, ("require_tls", "users"), "member of [relay]")
    return given | {
        f"relay_{name}": _converted(f"relay_{name}", value, f"{name} of [relay]") for name, value in relay.items()
    }


def _table(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{name} must be a table")
    return value


def _know(names: Iterable[str], known: Iterable[str], what: str) -> None:
    known = list(known)
    for name in names:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean '{nearest[0]}'?" if nearest else f"there are: {', '.join(known)}"
            raise ConfigurationError(f"no {what} '{name}'; {hint}")


def _converted(name: str, value: Any, called: str | None = None) -> Any:
    """`value` as the option `name` keeps it; an error speaks of it as `called`."""
    return CONVERTERS[name](called or name, value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{name} must be a text that is not empty, not {value!r}")
    return value.strip()


def _port(name: str, value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch("[0-9]{1,5}", str(value)) or int(value) not in PORTS:
        raise ConfigurationError(f"{name} must be a port number from 0 (any free one) to 65535, not {value!r}")
    return int(value)


def _seconds(name: str, value: Any) -> float:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = -1.0
    if isinstance(value, bool) or not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour is longer than any test
        raise ConfigurationError(f"{name} must be a number of seconds, above 0 and at most 3600, not {value!r}")
    return seconds


def _release(name: str, value: Any) -> str:
    text = str(value).strip()
    if not RELEASE.fullmatch(text):
        raise ConfigurationError(f"{name} must be a release such as 25.5, not {value!r}")
    if _version(text) < EARLIEST:
        raise ConfigurationError(f"{name} must be 10.0 or later, not {text}")
    return text


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.partition("+")[0].split("."))


def _paths(name: str, value: Any) -> tuple[str, ...]:
    paths = value.split(",") if isinstance(value, str) else value
    if not isinstance(paths, list | tuple) or not paths or not all(map(_is_path, paths)):
        raise ConfigurationError(f"{name} must be a list of paths that begin with '/', not {value!r}")
    return tuple(path.strip() for path in paths)


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.strip().startswith("/")


def _profile(name: str, value: Any) -> Profile:
    from mockkf.schemas import operation

    if isinstance(value, Profile):
        return value
    newest = operation("PUT /SMTP", 2, (999,))
    assert newest is not None and newest.request is not None  # noqa: S101, PT018 - mockkf's own format
    table = _table(name, value)
    members = {str(member.data_key).lower(): str(member.data_key) for member in newest.request.load_fields.values()}
    _know((members.get(key.lower(), key) for key in table), members.values(), f"member of [{name}]")
    try:
        profile: Profile = newest.request.read({"Port": 25, **table})
    except Invalid as error:
        raise ConfigurationError(f"[{name}] {error.message}") from error
    return profile


def _truth(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{name} must be true or false, not {value!r}")
    return value


def _users(name: str, value: Any) -> Users:
    if isinstance(value, Users):
        return value
    if not isinstance(value, list) or not all(
        isinstance(user, Mapping) and {*user} == {"name", "password"} for user in value
    ):
        raise ConfigurationError(f"{name} must be a list of tables, each with name and password")
    if not all(isinstance(text, str) and text for user in value for text in user.values()):
        raise ConfigurationError(f"{name}: name and password must be texts that are not empty")
    return Users({user["name"]: user["password"] for user in value})


CONVERTERS: Mapping[str, Callable[[str, Any], Any]] = {
    "release": _release,
    "host": _text,
    "http_port": _port,
    "https_port": _port,
    "smtp_port": _port,
    "submission_port": _port,
    "smtps_port": _port,
    "base_paths": _paths,
    "step_timeout": _seconds,
    "profile": _profile,
    "relay_users": _users,
    "relay_require_tls": _truth,
}

"""Settings from all their sources: arguments, environment, a scenario file and defaults."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mockkf.config import OPTIONS, Settings, Take, check_variables, know, options, table, taken, variable
from mockkf.config import TAKES as OPTION_TAKES
from mockkf.errors import ConfigurationError
from mockkf.scenario import hosts, tables
from mockkf.scenario.recordings import Recordings, recordings
from mockkf.scenario.toml import with_short_keys


def idp_dialect(name: str, value: Any) -> str:
    """Return the name of a dialect, which a file of `mockkf.idp` defines; raise `ConfigurationError` if none does."""
    from mockkf.idp import Dialect

    return str(options.one_of(*Dialect.names())(name, value))


def idp_accept(name: str, value: Any) -> tuple[str, ...]:
    """Return the names of rules of the dialects; raise `ConfigurationError` if no dialect has such a rule."""
    from mockkf.idp import Dialect

    given = options.names(name, value)
    know(given, Dialect.rule_names(), "refusal", name)
    return given


TAKES: Mapping[str, Take] = {
    **OPTION_TAKES,
    "release": tables.release,
    "idp_dialect": idp_dialect,
    "idp_accept": idp_accept,
    "profile": tables.profile,
    "relay_users": tables.relay_users,
    "relay_require_tls": options.truth,
    "relay_oauth": tables.token_rules,
    "idp_clients": tables.accounts("secret", "scopes", "audiences", "claims"),
    "pam_providers": tables.pam_providers,
    "hosts": hosts.take,
    "faults": tables.faults,
    "users": tables.accounts("password"),
    "clients": tables.accounts("token"),
    "roles": tables.roles,
}
"""The parser of each field of `Settings`."""

TABLES: Mapping[str, Mapping[str, str]] = {
    "pam": {"providers": "pam_providers"},
    "idp": {"clients": "idp_clients"},
    "relay": {"require_tls": "relay_require_tls", "users": "relay_users", "oauth": "relay_oauth"},
}
"""The tables of a scenario that contain several fields: for each key, the name of the field."""


RECORDINGS = "recordings"
"""The table with what a calibration saw; it sets no option."""


def load_settings(
    environ: Mapping[str, str],
    scenario: str | Path | None = None,
    defaults: Mapping[str, Any] | None = None,
    project: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> Settings:
    """Return settings from all sources; `arguments` override `environ`, `project`, the scenario file and `defaults`.

    Raise `ConfigurationError` for unknown options, unknown variables `MOCKKF_…` and wrong values.

    >>> load_settings({"MOCKKF_RELEASE": "24.4"}, auth="basic").release
    '24.4'
    """
    check_variables(environ)
    scenario = scenario or environ.get("MOCKKF_SCENARIO")
    given = {**(defaults or {}), **(_from_file(Path(scenario)) if scenario else {})}
    given |= {**(project or {}), **_from_environ(environ)}
    given |= {name: value for name, value in arguments.items() if value is not None}
    return change_settings(Settings(), **given)


def change_settings(settings: Settings, **given: Any) -> Settings:
    """Return `settings` with some options changed; raise `ConfigurationError` for unknown names and wrong values."""
    know(given, TAKES, "option")
    changed = replace(settings, **taken(TAKES, given))
    for account in (*(changed.users or ()), *(changed.clients or ()), *(changed.idp_clients or ())):
        know(account.roles or (), changed.roles, "role", account.name)
    return changed


def _from_file(path: Path) -> dict[str, Any]:
    content = _content(path)
    try:
        return from_tables(content)
    except ConfigurationError as error:
        raise ConfigurationError(f"scenario {path}: {error}") from error


def recordings_in(path: Path) -> Recordings | None:
    """Return the recordings of a scenario file; None if it has none. Raise `ConfigurationError` for a wrong file."""
    _from_file(path)
    content = _content(path)
    return recordings(RECORDINGS, content[RECORDINGS]) if RECORDINGS in content else None


def _content(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(with_short_keys(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigurationError(f"scenario {path} cannot be read: {cause}") from error
    except RecursionError:
        raise ConfigurationError(f"scenario {path} is not TOML: it is nested too deeply") from None
    except ValueError as error:
        raise ConfigurationError(f"scenario {path} is not TOML: {error}") from error


def from_tables(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options in the content of a scenario file; raise `ConfigurationError` for unknown names."""
    inside = {name for members in TABLES.values() for name in members.values()}
    know(content, (*(name for name in TAKES if name not in inside), *TABLES, RECORDINGS), "option or table")
    if RECORDINGS in content:
        recordings(RECORDINGS, content[RECORDINGS])
    given = taken(TAKES, {name: value for name, value in content.items() if name not in {*TABLES, RECORDINGS}})
    for title, members in TABLES.items():
        found = table(title, content.get(title, {}))
        know(found, members, "member", f"[{title}]")
        for name, value in found.items():
            given[members[name]] = TAKES[members[name]](f"{name} of [{title}]", value)
    return given


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the options that the variables `MOCKKF_…` set; raise `ConfigurationError` with all wrong ones."""
    variables = {name: variable(name) for name in OPTIONS}
    said = {variable: TAKES[name] for name, variable in variables.items()}
    found = taken(said, environ)
    return {name: found[variable] for name, variable in variables.items() if variable in found}

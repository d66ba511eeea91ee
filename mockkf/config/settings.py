"""Every option, once: arguments, environment and scenario file become one frozen `Settings` here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from mockkf.config import options
from mockkf.config.options import Strict, Take, know, taken
from mockkf.errors import ConfigurationError
from mockkf.model import Account, Fault, MailHost, Profile, ProviderSeed, TokenRules, Users
from mockkf.scenario import hosts, tables

DEFAULT_PROFILE = Profile(
    host="smtp.keyexample.com",
    sender_account="jsmith@keyexample.com",
    sender_name="Keyfactor Command",
)
"""What a fresh server answers (assumed: no document says)."""

DEFAULT_TEXT = "This is a test message from Keyfactor Command. The SMTP settings work."


def option(default: Any, take: Take, about: str) -> Any:
    """A field of `Settings` that users can set; `take` reads it, `about` is its line in the table of options."""
    return field(default=default, metadata={"take": take, "about": about})


def content(default: Any, take: Take) -> Any:
    """A field of `Settings` that only Python and a scenario file can say."""
    return field(default=default, metadata={"take": take})


@dataclass(frozen=True)
class Settings:
    """What a mock is started with; each option has the same name as argument, variable (`MOCKKF_…`) and in a scenario.

    >>> Settings.load({}, release="25.5").version
    (25, 5)
    """

    release: str = option("25.5", options.release, "the release of Command to emulate")
    host: str = option("127.0.0.1", options.text, "the address to listen on; anything but loopback lets others in")
    http_port: int = option(0, options.port, "port of the API over http; 0 takes a free one")
    https_port: int = option(0, options.port, "port of the API over https; 0 takes a free one")
    smtp_port: int = option(0, options.port, "port that stands for 25 (plain, STARTTLS offered); 0 takes a free one")
    submission_port: int = option(
        0, options.port, "port that stands for 587 (plain, STARTTLS offered); 0 takes a free one"
    )
    smtps_port: int = option(0, options.port, "port that stands for 465 (TLS from the first byte); 0 takes a free one")
    base_paths: tuple[str, ...] = option(
        ("/KeyfactorAPI", "/Keyfactor/API"), options.paths, "where the API lives, in any letter case"
    )
    step_timeout: float = option(5.0, options.seconds, "how many seconds each step of a test mail may take")
    strict: Strict = option(
        Strict(), options.strict, "what becomes of deviations: off, warn or error for all, `name=level` for one"
    )
    unsupported_version: str = option(
        "refuse", options.one_of("refuse", "nearest"), "an api version that is not there: refuse, or take the nearest"
    )
    sender_address: bool = option(True, options.truth, "whether GET v1 answers the deprecated SenderAddress")
    hidden_secrets: str = option(
        "null",
        options.one_of("null", "omit", "object"),
        "how v2 answers RelayPassword and ClientSecret: null, omit the member, or an object of nulls",
    )
    missing_password: str = option(
        "refuse", options.one_of("refuse", "keep"), "a PUT without the stored password or secret: refuse, or keep it"
    )
    tls_profile: str = option(
        "port-aware",
        options.one_of("port-aware", "mailkit", "system-net-mail"),
        "what UseSSL means: port-aware (STARTTLS, on 465 implicit), mailkit or system-net-mail",
    )
    test_failure_status: int = option(
        400, options.number(400, 599, "a status from 400 to 599"), "the status of a test mail that fails"
    )
    test_subject: str = option("Keyfactor Command SMTP test", options.text, "the subject of a test mail")
    test_text: str = option(DEFAULT_TEXT, options.text, "the text of a test mail")
    oauth_client_auth: str = option(
        "form", options.one_of("form", "basic"), "how the client secret is sent to a token endpoint: form or basic"
    )
    idp_dialect: str = option(
        "generic",
        options.one_of("generic", "entra", "okta", "auth0", "keycloak"),
        "whose claims and words the identity provider has: generic, entra, okta, auth0 or keycloak",
    )
    token_lifetime: int = option(
        3600, options.number(1, 10**8, "a number of seconds from 1 on"), "how many seconds a token is good"
    )
    clock_skew: float = option(0.0, options.skew, "how many seconds the identity provider's clock is ahead")
    relay_dialect: str = option(
        "exchange",
        options.one_of("generic", "gmail", "exchange"),
        "how the mail server refuses a token: generic, gmail (a challenge that says why, then 535) or exchange (535)",
    )
    auth: str = option(
        "any",
        options.one_of("any", "basic", "bearer", "off"),
        "what the API takes to sign in: any of both, basic or bearer only, or off (nothing is asked for)",
    )
    control_hosts: tuple[str, ...] = option(
        (),
        options.names,
        "names by which the control API may be asked, beside addresses, localhost and names with no dot",
    )
    control_token: str = field(
        default="",
        repr=False,
        metadata={
            "take": options.secret,
            "about": "what the control API asks for as a Bearer token; empty for nothing",
        },
    )
    profile: Profile = content(DEFAULT_PROFILE, tables.profile)
    relay_users: Users | None = content(None, tables.relay_users)
    relay_require_tls: bool = content(False, options.truth)
    relay_oauth: TokenRules = content(TokenRules(), tables.token_rules)
    idp_clients: tuple[Account, ...] | None = content(None, tables.accounts("secret", "scopes", "audiences", "claims"))
    pam_providers: tuple[ProviderSeed, ...] = content((), tables.pam_providers)
    hosts: tuple[MailHost, ...] = content((), hosts.take)
    faults: tuple[Fault, ...] = content((), tables.faults)
    users: tuple[Account, ...] | None = content(None, tables.accounts("password"))
    clients: tuple[Account, ...] | None = content(None, tables.accounts("token"))
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict, metadata={"take": tables.roles})

    @property
    def version(self) -> tuple[int, ...]:
        """The release as numbers, to compare; 10.0 to 10.4 are taken for 10.5."""
        return max(options.version(self.release), (10, 5))

    @classmethod
    def load(
        cls,
        environ: Mapping[str, str],
        scenario: str | Path | None = None,
        defaults: Mapping[str, Any] | None = None,
        project: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> "Settings":
        """Settings from all sources: arguments before `environ`, `project`, the scenario file and `defaults`."""
        scenario = scenario or environ.get("MOCKKF_SCENARIO")
        given = {**(defaults or {}), **(_from_file(Path(scenario)) if scenario else {})}
        given |= {**(project or {}), **_from_environ(environ)}
        given |= {name: value for name, value in arguments.items() if value is not None}
        return cls().changed(**given)

    def changed(self, **given: Any) -> "Settings":
        """These settings with some options changed; `ConfigurationError` names those that are unknown or wrong."""
        know(given, TAKES, "option")
        changed = replace(self, **taken(TAKES, given))
        for account in (*(changed.users or ()), *(changed.clients or ()), *(changed.idp_clients or ())):
            know(account.roles or (), changed.roles, f"role of {account.name}")
        return changed


OPTIONS: Mapping[str, str] = {
    known.name: known.metadata["about"] for known in fields(Settings) if "about" in known.metadata
}
"""The table of options: name and what it does."""

LISTENING = ("host", *(name for name in OPTIONS if name.endswith("_port")))
"""The options that say where a mock listens, which no reset changes."""


OF_THE_SERVER = (*LISTENING, *(name for name in OPTIONS if name.startswith("control_")))
"""The options that say nothing of a mock, but of the server it is in."""

TAKES: Mapping[str, Take] = {known.name: known.metadata["take"] for known in fields(Settings)}
"""What each field takes."""

CONFIDENTIAL = tuple(name for name in OPTIONS if TAKES[name] is options.secret)
"""The options whose value is shown nowhere."""

TABLES: Mapping[str, Mapping[str, str]] = {
    "pam": {"providers": "pam_providers"},
    "idp": {"clients": "idp_clients"},
    "relay": {"require_tls": "relay_require_tls", "users": "relay_users", "oauth": "relay_oauth"},
}
"""The tables of a scenario that hold several fields, by what these are called there."""


def in_words(value: Any) -> str:
    """The value of an option as variables and switches say it.

    >>> in_words(("/KeyfactorAPI", "/Keyfactor/API")), in_words(True)
    ('/KeyfactorAPI,/Keyfactor/API', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    variables = {name: f"MOCKKF_{name.upper()}" for name in OPTIONS}
    said = {variable: TAKES[name] for name, variable in variables.items()}
    found = taken(said, environ)
    return {name: found[variable] for name, variable in variables.items() if variable in found}


def _from_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"scenario {path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"scenario {path} is no TOML: {error}") from error
    try:
        return from_tables(content)
    except ConfigurationError as error:
        raise ConfigurationError(f"scenario {path}: {error}") from error


def from_tables(content: Mapping[str, Any]) -> dict[str, Any]:
    """The options that the content of a scenario file says."""
    inside = {name for members in TABLES.values() for name in members.values()}
    know(content, (*(name for name in TAKES if name not in inside), *TABLES), "option or table")
    given = taken(TAKES, {name: value for name, value in content.items() if name not in TABLES})
    for table, members in TABLES.items():
        found = options.table(table, content.get(table, {}))
        know(found, members, f"member of [{table}]")
        for name, value in found.items():
            given[members[name]] = TAKES[members[name]](f"{name} of [{table}]", value)
    return given

"""Every option, once: its default, what it takes, and its line in the table of options; `Settings` is the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from mockkf.config import options
from mockkf.config.options import Strict, Take, taken
from mockkf.model import Account, Fault, MailHost, Profile, ProviderSeed, TokenRules, Users

DEFAULT_PROFILE = Profile(
    host="smtp.keyexample.com",
    sender_account="jsmith@keyexample.com",
    sender_name="Keyfactor Command",
)
"""What a fresh server answers (assumed: no document says)."""

MIB = 1024 * 1024

LIMIT = options.number(1, 10**12 - 1, "a number from 1 on")
"""What a bound of what is held takes."""

DEFAULT_TEXT = "This is a test message from Keyfactor Command. The SMTP settings work."


def option(default: Any, take: Take, about: str) -> Any:
    """A field of `Settings` that users can set; `take` reads it, `about` is its line in the table of options."""
    return field(default=default, metadata={"take": take, "about": about})


@dataclass(frozen=True)
class Settings:
    """What a mock is started with; each option has the same name as argument, variable (`MOCKKF_…`) and in a scenario.

    Options can be set in all these places, contents (from `profile` on) in Python and in a scenario only.

    >>> Settings(release="24.4").version
    (24, 4)
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
    message_limit: int = option(10_000, LIMIT, "how many messages are held; the oldest are dropped")
    message_memory: int = option(256 * MIB, LIMIT, "how many bytes of mail are held; the oldest mail is dropped")
    call_limit: int = option(1_000, LIMIT, "how many calls the journal holds; the oldest are dropped")
    call_memory: int = option(64 * MIB, LIMIT, "about how many bytes of calls are held; the oldest are dropped")
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
    profile: Profile = DEFAULT_PROFILE
    relay_users: Users | None = None
    relay_require_tls: bool = False
    relay_oauth: TokenRules = TokenRules()
    idp_clients: tuple[Account, ...] | None = None
    pam_providers: tuple[ProviderSeed, ...] = ()
    hosts: tuple[MailHost, ...] = ()
    faults: tuple[Fault, ...] = ()
    users: tuple[Account, ...] | None = None
    clients: tuple[Account, ...] | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def version(self) -> tuple[int, ...]:
        """The release as numbers, to compare; 10.0 to 10.4 are taken for 10.5."""
        return max(options.version(self.release), (10, 5))


OPTIONS: Mapping[str, str] = {
    known.name: known.metadata["about"] for known in fields(Settings) if "about" in known.metadata
}
"""The table of options: name and what it does."""

LISTENING = ("host", *(name for name in OPTIONS if name.endswith("_port")))
"""The options that say where a mock listens, which no reset changes."""


OF_THE_SERVER = (*LISTENING, *(name for name in OPTIONS if name.startswith("control_")))
"""The options that say nothing of a mock, but of the server it is in."""

TAKES: Mapping[str, Take] = {
    known.name: known.metadata["take"] for known in fields(Settings) if "take" in known.metadata
}
"""What each option takes."""

CONFIDENTIAL = tuple(name for name in OPTIONS if TAKES[name] is options.secret)
"""The options whose value is shown nowhere."""


def in_words(value: Any) -> str:
    """The value of an option as variables and switches say it.

    >>> in_words(("/KeyfactorAPI", "/Keyfactor/API")), in_words(True)
    ('/KeyfactorAPI,/Keyfactor/API', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    """The options that the variables `MOCKKF_…` set; `ConfigurationError` names each wrong one."""
    variables = {name: f"MOCKKF_{name.upper()}" for name in OPTIONS}
    said = {variable: TAKES[name] for name, variable in variables.items()}
    found = taken(said, environ)
    return {name: found[variable] for name, variable in variables.items() if variable in found}

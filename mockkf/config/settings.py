"""`Settings`: every option with its default, its parser and its line in the table of options."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from mockkf.config import durations, options
from mockkf.config.options import Take
from mockkf.config.public_ports import PublicPorts, public_ports
from mockkf.config.strict import Strict, strict
from mockkf.model import Account, Fault, MailHost, Profile, ProviderSeed, TokenRules, Users

DEFAULT_PROFILE = Profile(
    host="smtp.keyexample.com",
    sender_account="jsmith@keyexample.com",
    sender_name="Keyfactor Command",
)
"""The stored profile at the start (assumed: undocumented)."""

MIB = 1024 * 1024

LIMIT = options.number(1, 10**12 - 1, "a whole number of at least 1")
"""The parser of the options that limit stored data."""

DEFAULT_TEXT = "This is a test message from Keyfactor Command. The SMTP settings work."


def option(default: Any, take: Take, about: str) -> Any:
    """Return a field of `Settings` that users can set; `take` parses it, `about` is its line in the options table."""
    return field(default=default, metadata={"take": take, "about": about})


@dataclass(frozen=True)
class Settings:
    """The settings of a mock. An option has one name as an argument, a variable (`MOCKKF_…`) and a key of a scenario.

    Contents (the fields from `profile` on) can be set only in Python and in a scenario.

    >>> Settings(release="24.4").version
    (24, 4)
    """

    release: str = option("25.5", options.dotted_release, "the release of Command to emulate")
    host: str = option(
        "127.0.0.1", options.text, "the address to listen on; with an address beyond loopback, other hosts can connect"
    )
    http_port: int = option(0, options.port, "port of the API over http; 0 takes a free port")
    https_port: int = option(0, options.port, "port of the API over https; 0 takes a free port")
    smtp_port: int = option(0, options.port, "port that stands for 25 (plain, STARTTLS offered); 0 takes a free port")
    submission_port: int = option(
        0, options.port, "port that stands for 587 (plain, STARTTLS offered); 0 takes a free port"
    )
    smtps_port: int = option(0, options.port, "port that stands for 465 (TLS from the first byte); 0 takes a free port")
    mailpit_port: int | str = option(
        options.OFF,
        options.port_or_off,
        "port of its own for Mailpit's API, such as 8025; 0 takes a free port, off opens none",
    )
    mailpit_smtp_port: int | str = option(
        options.OFF,
        options.port_or_off,
        "port for mail as at Mailpit, such as 1025; 0 takes a free port, off opens none",
    )
    mailpit_smtp_tls: str = option(
        "starttls",
        options.one_of("starttls", "implicit"),
        "TLS at `mailpit_smtp_port`: starttls (offered) or implicit (TLS from the first byte)",
    )
    mailpit_smtp_certificate: str = option(
        "",
        options.path_or_none,
        "a PEM file with the certificate and the key to show at `mailpit_smtp_port`; empty: one of mockkf's CA",
    )
    public_host: str = option(
        "",
        options.host_or_none,
        "the host at which clients reach the mock; empty: the host that a client names, or the address to listen on",
    )
    public_ports: PublicPorts = option(
        PublicPorts(),
        public_ports,
        "the ports at which clients reach the listeners behind a port mapping, such as `http=8480,smtp=1025`",
    )
    base_paths: tuple[str, ...] = option(
        ("/KeyfactorAPI", "/Keyfactor/API"), options.paths, "the base paths of the API, in any letter case"
    )
    step_timeout: float = option(5.0, durations.seconds, "the time limit of each step of a test mail, in seconds")
    strict: Strict = option(
        Strict(), strict, "how to handle deviations: off, warn or error for all, `name=level` for one"
    )
    unsupported_version: str = option(
        "refuse",
        options.one_of("refuse", "nearest"),
        "how to handle an unsupported api version: refuse it, or use the nearest",
    )
    sender_address: bool = option(True, options.truth, "whether the answer of GET v1 has the deprecated SenderAddress")
    hidden_secrets: str = option(
        "null",
        options.one_of("null", "omit", "object", "address"),
        "RelayPassword and ClientSecret in v2 answers: null, omit (no member), object (of nulls), address (of a vault)",
    )
    missing_password: str = option(
        "refuse",
        options.one_of("refuse", "keep"),
        "how to handle a PUT without the stored password or secret: refuse the PUT, or keep the stored value",
    )
    tls_profile: str = option(
        "port-aware",
        options.one_of("port-aware", "mailkit", "system-net-mail"),
        "the meaning of UseSSL: port-aware (implicit TLS on 465, else STARTTLS), mailkit or system-net-mail",
    )
    test_failure_status: int = option(
        400, options.number(400, 599, "a status from 400 to 599"), "the status of the answer if a test mail fails"
    )
    test_subject: str = option("Keyfactor Command SMTP test", options.text, "the subject of a test mail")
    test_text: str = option(DEFAULT_TEXT, options.text, "the text of a test mail")
    oauth_client_auth: str = option(
        "form",
        options.one_of("form", "basic"),
        "how Command sends the client secret to a token endpoint: form or basic",
    )
    oauth_discovery: bool = option(
        False, options.truth, "whether Command reads discovery document and key set before it requests a token"
    )
    idp_dialect: str = option(
        "generic",
        options.text,  # a higher layer knows the dialects and checks the name
        "the identity provider whose claims and error texts are used, such as generic or entra",
    )
    idp_accept: tuple[str, ...] = option(
        (),
        options.names,  # a higher layer knows the refusals and checks the names
        "names of requests that the dialect refuses of everybody, but this identity provider accepts, such as no_scope",
    )
    token_lifetime: int = option(
        0,
        durations.whole_seconds(10**8, "at most three years, or 0 for that of the dialect"),
        "the lifetime of a token, in whole seconds or as text such as 10m; 0 for that of the dialect",
    )
    clock_skew: float = option(
        0.0,
        durations.skew,
        "by how much the identity provider's clock is ahead, such as 5m, or -5m if it is behind",
    )
    relay_dialect: str = option(
        "exchange",
        options.one_of("generic", "gmail", "exchange"),
        "how the mail server refuses a token: generic, gmail (a challenge with the reason, then 535) or exchange (535)",
    )
    relay_recipient_limit: int = option(
        1_000, LIMIT, "the maximum number of recipients of one mail; the mail server refuses others with 452"
    )
    auth: str = option(
        "any",
        options.one_of("any", "basic", "bearer", "off"),
        "the credentials that the API accepts: any (Basic or Bearer), basic, bearer, or off (none needed)",
    )
    allowed_origins: tuple[str, ...] = option(
        (), options.origins, "origins of web pages that may call the API, such as http://localhost:5173"
    )
    message_limit: int = option(10_000, LIMIT, "the maximum number of stored messages; the oldest are dropped")
    message_memory: int = option(
        256 * MIB, LIMIT, "the maximum size of all stored messages, also in snapshots, in bytes; the oldest are dropped"
    )
    call_limit: int = option(1_000, LIMIT, "the maximum number of calls in the journal; the oldest are dropped")
    call_memory: int = option(
        64 * MIB, LIMIT, "the approximate maximum size of the journal, in bytes; the oldest calls are dropped"
    )
    control_hosts: tuple[str, ...] = option(
        (),
        options.names,
        "host names that the control API and Mailpit's API accept in addition to addresses, localhost and names "
        "without a dot",
    )
    control_token: str = field(
        default="",
        repr=False,
        metadata={
            "take": options.secret,
            "about": "the token that the control API and Mailpit's API require; empty if they require none",
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
        """The release as numbers, for comparison; 10.0 to 10.4 count as 10.5."""
        return max(options.version(self.release), (10, 5))


OPTIONS: Mapping[str, str] = {
    known.name: known.metadata["about"] for known in fields(Settings) if "about" in known.metadata
}
"""The table of options: name and description."""

LISTENING = tuple(
    name for name in OPTIONS if name == "host" or name.endswith("_port") or name.startswith(("mailpit_", "public_"))
)
"""The options for the listeners and their addresses, which no reset changes."""


OF_THE_SERVER = (*LISTENING, *(name for name in OPTIONS if name.startswith("control_")))
"""The options that apply to the whole server, not to one mock."""

TAKES: Mapping[str, Take] = {
    known.name: known.metadata["take"] for known in fields(Settings) if "take" in known.metadata
}
"""The parser of each option."""

CONFIDENTIAL = tuple(name for name in OPTIONS if TAKES[name] is options.secret)
"""The options whose value mockkf never shows."""


def in_words(value: Any) -> str:
    """Return the value of an option as a variable or a command-line option would contain it.

    >>> in_words(("/KeyfactorAPI", "/Keyfactor/API")), in_words(True)
    ('/KeyfactorAPI,/Keyfactor/API', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)

"""Every option: its default, its valid and invalid values, and the priority of its sources."""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mockkf import ConfigurationError
from mockkf.cli.serve import SERVED, serve
from mockkf.config.public_ports import PublicPorts
from mockkf.config.settings import OPTIONS, Settings
from mockkf.config.strict import Strict
from mockkf.config.variables import OTHERS
from mockkf.model import DEVIATIONS, Account, Users
from mockkf.scenario.reading import TAKES, change_settings, load_settings
from tests.support.command import KNOWN_RELEASES

ROOT = Path(__file__).parents[2]
PORTS = ("http_port", "https_port", "smtp_port", "submission_port", "smtps_port")
MINIMAL = '[profile]\nHost = "mail.example.com"\nSenderAccount = "a@example.com"\nSenderName = "A"\n'

REFUSED: list[tuple[Sequence[str], Sequence[Any], str]] = [
    (
        ["release"],
        ["", "new", "25.", "25_5", "-25", True, "٢٥", 25.5, 25],
        f"must be one of {KNOWN_RELEASES} (text), not ",
    ),
    (["release"], ["9.9", "0"], "must be 10.0 or later"),
    (["host"], ["", " ", 5, ["::1"]], "must be non-empty text"),
    (
        PORTS,
        ["", "x", -1, 65536, "9" * 5000, 80.0, True, "٨٠", []],
        "must be a port number from 0 (any free one) to 65535",
    ),
    (
        ["base_paths"],
        ["", "API", [], ["/A", "B"], [1], 5, {"/A": 1}, "/A,,"],
        "must be a list of paths that begin with '/'",
    ),
    (
        ["step_timeout"],
        ["", "soon", 0, -1, 3601, "nan", "inf", True, []],
        "above 0 and at most 3600 s",
    ),
    (
        ["relay_users"],
        [{"a": "b"}, "a:b", [["a", "b"]], [{"name": "a"}], [{"name": "a", "password": "b", "x": 1}]],
        "must be a list of tables, each with name and password",
    ),
    (
        ["relay_users"],
        [[{"name": "", "password": "b"}], [{"name": "a", "password": 1}]],
        ": name and password must be non-empty text",
    ),
    (["relay_require_tls"], ["yes", 1, []], "must be true or false"),
    (["profile"], ["x", 1, []], "must be a table"),
    (["strict"], ["maybe", "id-missing=maybe", {"all": 1}], "must be one of off, warn, error"),
    (["tls_profile"], ["", "outlook", 1], "must be one of port-aware, mailkit, system-net-mail"),
    (["tls_profile"], ["mailkitt"], "not 'mailkitt'; did you mean 'mailkit'?"),
    (["token_lifetime"], ["", "soon", -1, True, "-5m"], "at most three years, or 0 for that of the dialect"),
    (["token_lifetime"], [1.5, "500ms"], "must be whole seconds"),
    (["clock_skew"], ["", "soon", True, "--5m", "- 5m", "522w", timedelta(days=-4000)], 'with "-" for the past'),
    (["hidden_secrets"], ["", "shown"], "must be one of null, omit, object"),
    (["missing_password"], ["", "guess"], "must be one of refuse, keep"),
    (["unsupported_version"], ["", "3"], "must be one of refuse, nearest"),
    (["test_failure_status"], ["", 200, 600, True, "x"], "must be a status from 400 to 599"),
    (["sender_address", "oauth_discovery"], ["yes", 1], "must be true or false"),
    (["test_subject", "test_text"], ["", 1], "must be non-empty text"),
    (["users"], ["x", [{"name": "a"}], [{"name": "a", "password": "b", "x": 1}]], "each with name and password"),
    (["users"], [({"name": "a", "password": "b"},), ("a",)], "each with name and password"),
    (["users"], [[{"name": "a", "password": ""}]], "must be non-empty text"),
    (["clients"], [[{"name": "a", "password": "b"}]], "each with name and token"),
    (["roles"], ["x", [{"permissions": []}]], "each with name"),
]
"""Options, invalid values, and the error."""


def scenario(folder: Path, text: str) -> Path:
    """Write a scenario file with this text and return its path."""
    path = folder / "scenario.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("option", "default"),
    [
        ("release", "25.5"),
        ("host", "127.0.0.1"),
        *((port, 0) for port in PORTS),
        ("base_paths", ("/KeyfactorAPI", "/Keyfactor/API")),
        ("step_timeout", 5.0),
        ("relay_users", None),
        ("relay_require_tls", False),
        ("strict", Strict()),
        ("sender_address", True),
        ("tls_profile", "port-aware"),
        ("test_failure_status", 400),
        ("users", None),
    ],
)
def test_an_option_has_a_default(option: str, default: Any) -> None:
    """Without any source, every option has its default."""
    assert getattr(load_settings({}), option) == default


def test_the_profile_has_a_default() -> None:
    """The default profile needs no login."""
    profile = load_settings({}).profile

    assert (profile.host, profile.port, profile.use_ssl) == ("smtp.keyexample.com", 25, False)
    assert (profile.sender_account, profile.sender_name) == ("jsmith@keyexample.com", "Keyfactor Command")
    assert profile.relay_authentication_type == 0


@pytest.mark.parametrize(
    ("option", "given", "kept"),
    [
        ("release", "24.4", "24.4"),
        ("release", " 10.5 ", "10.5"),
        ("release", "25", "25"),
        ("release", "25.1.0+patch", "25.1.0+patch"),
        ("host", "0.0.0.0", "0.0.0.0"),
        ("host", " ::1 ", "::1"),
        *((port, "1", 1) for port in PORTS),
        *((port, 65535, 65535) for port in PORTS),
        ("base_paths", ["/A", "/B/C"], ("/A", "/B/C")),
        ("base_paths", ("/A",), ("/A",)),
        ("base_paths", "/A, /B", ("/A", "/B")),
        ("step_timeout", "0.5", 0.5),
        ("step_timeout", 3600, 3600.0),
        ("relay_users", [{"name": "a", "password": "b"}], Users({"a": "b"})),
        ("relay_users", [], Users({})),
        ("relay_require_tls", True, True),
        ("sender_address", "False", False),
        ("test_failure_status", "500", 500),
        ("strict", "error", Strict({"all": "error"})),
        ("strict", "off, id-missing=error", Strict({"all": "off", "id-missing": "error"})),
        ("strict", {"id-other": "off"}, Strict({"id-other": "off"})),
        ("users", [{"name": "a", "password": "b"}], (Account("a", "b"),)),
        ("users", [{"name": "a", "password": "b", "roles": []}], (Account("a", "b", ()),)),
        ("clients", [{"name": "a", "token": "b"}], (Account("a", "b"),)),
        ("roles", [{"name": "a", "permissions": ["/"]}], {"a": ("/",)}),
        ("roles", [{"name": "a"}], {"a": ()}),
        ("roles", {"a": ["/", "SystemSettings: Read"]}, {"a": ("/", "SystemSettings: Read")}),
    ],
)
def test_an_option_takes(option: str, given: Any, kept: Any) -> None:
    """Options accept values in the forms of Python, the environment and TOML."""
    settings = load_settings({}, **{option: given})

    assert getattr(settings, option) == kept


@pytest.mark.parametrize(
    ("option", "wrong", "said"),
    [(option, wrong, said) for options, values, said in REFUSED for option in options for wrong in values],
    ids=lambda value: repr(value)[:30],
)
def test_an_option_refuses(option: str, wrong: Any, said: str) -> None:
    """The error names the option and what is allowed."""
    with pytest.raises(ConfigurationError) as caught:
        load_settings({}, **{option: wrong})

    assert str(caught.value).startswith(option)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("argument", "variable", "written", "default", "kept"),
    [
        (1, "2", 3, 4, 1),
        (None, "2", 3, 4, 2),
        (None, None, 3, 4, 3),
        (None, None, None, 4, 4),
        (None, None, None, None, 0),
        (0, "2", 3, 4, 0),
    ],
)
def test_the_nearest_source_wins(
    tmp_path: Path, argument: int | None, variable: str | None, written: int | None, default: int | None, kept: int
) -> None:
    """The priority is: arguments, environment, scenario, defaults of the caller."""
    path = scenario(tmp_path, "" if written is None else f"http_port = {written}")
    environ = {} if variable is None else {"MOCKKF_HTTP_PORT": variable}
    defaults = {} if default is None else {"http_port": default}

    assert load_settings(environ, path, defaults, http_port=argument).http_port == kept


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_a_variable_and_a_key(tmp_path: Path, option: str) -> None:
    """An option has the same name in the environment and in a scenario."""
    text, value = {
        "release": ("24.4", "24.4"),
        "host": ("::1", "::1"),
        "mailpit_smtp_tls": ("implicit", "implicit"),
        "mailpit_smtp_certificate": ("/chain.pem", "/chain.pem"),
        "public_host": ("ci.example.com", "ci.example.com"),
        "public_ports": ("http=80,smtps=465", PublicPorts({"http": 80, "smtps": 465})),
        "base_paths": ("/A,/B", ("/A", "/B")),
        "step_timeout": ("2", 2.0),
        "strict": ("off,id-other=error", Strict({"all": "off", "id-other": "error"})),
        "unsupported_version": ("nearest", "nearest"),
        "sender_address": ("false", False),
        "oauth_discovery": ("true", True),
        "hidden_secrets": ("omit", "omit"),
        "missing_password": ("keep", "keep"),
        "tls_profile": ("mailkit", "mailkit"),
        "test_failure_status": ("500", 500),
        "test_subject": ("Hello", "Hello"),
        "test_text": ("It works.", "It works."),
        "oauth_client_auth": ("basic", "basic"),
        "idp_dialect": ("entra", "entra"),
        "idp_accept": ("no_scope,no_audience", ("no_scope", "no_audience")),
        "relay_dialect": ("gmail", "gmail"),
        "auth": ("bearer", "bearer"),
        "allowed_origins": ("http://localhost:5173,https://a.example", ("http://localhost:5173", "https://a.example")),
        "control_hosts": ("mock.example.com,ci", ("mock.example.com", "ci")),
        "control_token": ("s3cret", "s3cret"),
    }.get(option, ("7", 7))

    assert getattr(load_settings({f"MOCKKF_{option.upper()}": text}), option) == value
    assert getattr(load_settings({}, scenario(tmp_path, f'{option} = "{text}"')), option) == value


def test_a_wrong_variable_is_named() -> None:
    """An error in the environment names the variable."""
    with pytest.raises(ConfigurationError, match=r"^MOCKKF_SMTP_PORT must be a port number .* not 'x'$"):
        load_settings({"MOCKKF_SMTP_PORT": "x"})


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("MOCKKF_RELAESE", "did you mean MOCKKF_RELEASE?"),
        ("MOCKKF_HTTPPORT", "did you mean MOCKKF_HTTP_PORT?"),
        ("MOCKKF_PORT", "did you mean MOCKKF_HTTP_PORT or MOCKKF_HTTPS_PORT or "),
        ("MOCKKF_SCENARIOS", "did you mean MOCKKF_SCENARIO?"),
        ("MOCKKF_TOKEN", "did you mean MOCKKF_TOKEN_LIFETIME or MOCKKF_CONTROL_TOKEN or "),
        ("mockkf_release", "did you mean MOCKKF_RELEASE?"),
        ("MOCKKF_USERS", "users is set in Python or in a scenario file, which MOCKKF_SCENARIO names"),
        ("MOCKKF_XYZ", "there are: MOCKKF_RELEASE, MOCKKF_HOST, "),
    ],
)
def test_an_unknown_variable_is_refused(variable: str, said: str) -> None:
    """A variable that begins with `MOCKKF_` is an error with the nearest one; its value is not shown."""
    with pytest.raises(ConfigurationError, match=f"^no variable {variable}; {re.escape(said)}") as refused:
        load_settings({variable: "s3cret", "MOCKKF_URL": "http://127.0.0.1:8480"})

    assert "s3cret" not in str(refused.value)


def test_many_unknown_variables_are_one_short_error() -> None:
    """Ten are named, the others counted."""
    with pytest.raises(ConfigurationError, match=r"MOCKKF_XY9; .*; 3 more$"):
        load_settings({f"MOCKKF_XY{number}": "" for number in range(13)})


def test_other_variables_do_not_matter() -> None:
    """Neither those of other programs, nor those that Kubernetes and Docker set for a service named mockkf."""
    of_a_service = {
        "MOCKKF_SERVICE_HOST": "10.0.0.7",
        "MOCKKF_SERVICE_PORT_HTTP": "80",
        "MOCKKF_PORT": "tcp://10.0.0.7:80",
        "MOCKKF_PORT_80_TCP": "tcp://10.0.0.7:80",
        "MOCKKF_PORT_80_TCP_ADDR": "10.0.0.7",
    }

    assert load_settings({"RELEASE": "10.5", "KEYFACTOR_HOSTNAME": "x", **of_a_service}) == Settings()


def test_the_page_has_the_other_variables() -> None:
    """The table in docs/options.md is that of the code."""
    page = (ROOT / "docs" / "options.md").read_text("utf-8")
    table = page.partition("\n## Other variables\n")[2].partition("\n## ")[0]

    assert dict(re.findall(r"^\| `(MOCKKF_\w+)` \| (.*) \|$", table, re.MULTILINE)) == OTHERS


def test_a_scenario_can_be_named_in_the_environment(tmp_path: Path) -> None:
    """`MOCKKF_SCENARIO` is used unless the caller names another file; an empty value is ignored."""
    path = scenario(tmp_path, 'release = "24.4"')

    assert load_settings({"MOCKKF_SCENARIO": str(path)}).release == "24.4"
    assert load_settings({"MOCKKF_SCENARIO": "nowhere.toml"}, path).release == "24.4"
    assert load_settings({"MOCKKF_SCENARIO": ""}).release == "25.5"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("relase", "no option 'relase'; did you mean 'release'?"),
        ("https_prot", "no option 'https_prot'; did you mean 'https_port'?"),
        ("xyz", "no option 'xyz'; there are: release, host, "),
    ],
)
def test_an_unknown_option_is_refused(name: str, said: str) -> None:
    """The error has the nearest known name, or all known names."""
    with pytest.raises(ConfigurationError, match=f"^{re.escape(said)}"):
        change_settings(Settings(), **{name: "1"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('relase = "25.5"', "no option or table 'relase'; did you mean 'release'?"),
        ("xyz = 1", "no option or table 'xyz'; there are: release, host, "),
        ('http_port = "x"', "http_port must be a port number from 0 (any free one) to 65535, not 'x'"),
        ('release = "9.0"', "release must be 10.0 or later, not 9.0"),
        ("base_paths = 5", "base_paths must be a list of paths that begin with '/', not 5"),
        ("host = 127", "host must be non-empty text, not 127"),
        ("relay = 1", "relay must be a table"),
        ("[relay]\nrequiretls = true", "[relay] has no member 'requiretls'; did you mean 'require_tls'?"),
        ("[relay]\nrequire_tls = 1", "require_tls of [relay] must be true or false, not 1"),
        ("[relay]\nusers = 1", "users of [relay] must be a list of tables, each with name and password"),
        ('[[relay.users]]\nname = "a"', "users of [relay] must be a list of tables, each with name and password"),
        ('[strict]\nid-mising = "off"', "strict has no deviation 'id-mising'; did you mean 'id-missing'?"),
        ('[[users]]\nname = "a"', "users must be a list of tables, each with name and password"),
        ('[[clients]]\nname = "a"', "clients must be a list of tables, each with name and token"),
        ('[[users]]\nname="a"\npassword="b"\nroles="x"', "roles of a in users must be a list of texts"),
        ('[[roles]]\nname = "a"\npermissions = "/"', "permissions of a in roles must be a list of texts"),
        ('[[roles]]\nname = "a"\npermissions = ["x"]', "permissions of a in roles must be paths such as "),
        ("profile = 1", "profile must be a table"),
        ("[profile]\nPort = 25", "[profile] Host is required; SenderAccount is required; SenderName is required."),
        (f"{MINIMAL}Port = 0", "[profile] Port must be a whole number from 1 to 65535."),
        (f"{MINIMAL}UseSLL = true", "[profile] has no member 'UseSLL'; did you mean 'UseSSL'?"),
    ],
)
def test_a_wrong_scenario_names_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    """The error has the file, the key, and what is allowed."""
    path = scenario(tmp_path, text)

    with pytest.raises(ConfigurationError, match=f"^{re.escape(f'scenario {path}: {said}')}"):
        load_settings({}, path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"release =", "is not TOML: "), (b"release = '\xff'", "cannot be read: "), (None, "cannot be read: ")],
)
def test_a_scenario_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    """A file that is missing, not UTF-8 or not TOML is an error."""
    path = tmp_path / "scenario.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=f"^{re.escape(f'scenario {path} {said}')}"):
        load_settings({}, path)


def test_a_profile_is_written_as_on_the_wire(tmp_path: Path) -> None:
    """A profile has Command's member names, in any letter case; the port is optional."""
    path = scenario(tmp_path, f"{MINIMAL}usessl = true\n")

    profile = load_settings({}, path).profile

    assert (profile.host, profile.port, profile.use_ssl) == ("mail.example.com", 25, True)


def test_a_profile_can_be_an_argument() -> None:
    """In Python, a profile is a dict with the same members, or a profile of other settings."""
    table = {"Host": "mail.example.com", "Port": 2525, "SenderAccount": "a@example.com", "SenderName": "A"}

    settings = load_settings({}, profile=table)

    assert (settings.profile.host, settings.profile.port) == ("mail.example.com", 2525)
    assert load_settings({}, profile=settings.profile) == settings


def test_no_password_is_ever_printed(tmp_path: Path) -> None:
    """`repr` of settings shows no password of relay users or of the profile."""
    path = scenario(
        tmp_path,
        f"{MINIMAL}RelayAuthenticationType = 2\n"
        'RelayUsername = {SecretValue = "s3cret-name"}\nRelayPassword = {SecretValue = "s3cret-word"}\n'
        '[[relay.users]]\nname = "mailer"\npassword = "s3cret-too"\n',
    )

    settings = load_settings({}, path)

    assert settings.relay_users == Users({"mailer": "s3cret-too"})
    assert settings.profile.relay_password is not None
    assert "s3cret" not in f"{settings!r} {settings} {settings.relay_users}"


@pytest.mark.parametrize(
    "text",
    [
        '[[relay.users]]\nname = "a"\npasword = "s3cret"',
        '[[relay.users]]\nname = ""\npassword = "s3cret"',
        '[relay]\nusers = "a:s3cret"',
        f'{MINIMAL}RelayPassword = "s3cret"',
        f'{MINIMAL}RelayPassword = {{SecretValue = ["s3cret"]}}',
        'profile = "s3cret"',
    ],
)
def test_no_password_is_in_an_error(tmp_path: Path, text: str) -> None:
    """An error about a secret does not contain it."""
    with pytest.raises(ConfigurationError) as caught:
        load_settings({}, scenario(tmp_path, text))

    assert "s3cret" not in str(caught.value)


def test_a_scenario_says_who_may_call(tmp_path: Path) -> None:
    """Users, clients and roles are tables; without `roles` every call is allowed, with an empty list none."""
    path = scenario(
        tmp_path,
        '[strict]\nall = "off"\nid-other = "error"\n'
        '[[roles]]\nname = "reader"\npermissions = ["/system_settings/read/"]\n'
        '[[users]]\nname = "a"\npassword = "b"\n[[users]]\nname = "c"\npassword = "d"\nroles = []\n'
        '[[clients]]\nname = "e"\ntoken = "f"\nroles = ["reader"]\n',
    )

    settings = load_settings({}, path)

    assert settings.users == (Account("a", "b", None), Account("c", "d", ()))
    assert settings.clients == (Account("e", "f", ("reader",)),)
    assert settings.roles == {"reader": ("/system_settings/read/",)}
    assert settings.strict == Strict({"all": "off", "id-other": "error"})


def test_a_role_that_is_not_declared_is_refused() -> None:
    """The error names the account and the nearest role."""
    with pytest.raises(ConfigurationError, match=r"^a has no role 'readr'; did you mean 'reader'\?$"):
        change_settings(
            Settings(),
            users=[{"name": "a", "password": "b", "roles": ["readr"]}],
            roles={"reader": ["/system_settings/read/"]},
        )


@pytest.mark.parametrize("written", ["warn", "off,id-other=error", "warn,id-other=off,member-case=error"])
def test_strict_is_shown_as_it_is_written(written: str) -> None:
    """The help text and the page of options show levels in a form that users can type."""
    assert str(change_settings(Settings(), strict=written).strict) == written


def test_the_default_scenario_is_the_default() -> None:
    """`fixtures/scenarios/default.toml` contains the defaults, so users can start with a copy."""
    assert load_settings({}, ROOT / "fixtures" / "scenarios" / "default.toml") == load_settings({})


def test_every_wrong_option_is_named() -> None:
    """One error names every invalid value, of arguments and of the environment."""
    with pytest.raises(ConfigurationError, match=r"^step_timeout must be .*; auth must be one of any, "):
        change_settings(Settings(), auth="no", step_timeout=0)
    with pytest.raises(ConfigurationError, match=r"^no option 'relese'; did you mean 'release'\? no option 'hots'; "):
        change_settings(Settings(), relese="24.4", hots="::1")
    with pytest.raises(ConfigurationError, match=r"^MOCKKF_STEP_TIMEOUT must be .*; MOCKKF_AUTH must be one of"):
        load_settings({"MOCKKF_AUTH": "no", "MOCKKF_STEP_TIMEOUT": "0"})


def test_settings_do_not_change() -> None:
    """`change_settings` returns new settings and does not change the old ones."""
    settings = Settings()

    assert change_settings(settings, release="24.4").version == (24, 4)
    assert settings == Settings()


def test_the_options_page_is_the_table_of_options() -> None:
    """`docs/options.md` has a row for each option: variable, switch, key, default, and the line of the help text."""
    page = (ROOT / "docs" / "options.md").read_text("utf-8").partition("\n## ")[0]

    assert re.findall(r"^\| `.*$", page, re.MULTILINE) == [_row(option) for option in OPTIONS]


def test_the_options_page_has_every_deviation() -> None:
    """The table in `docs/options.md` is that of the contract: name, condition, source, default."""
    section = (ROOT / "docs" / "options.md").read_text("utf-8").partition("\n## Strictness\n")[2].partition("\n## ")[0]

    assert re.findall(r"^\| `.*$", section, re.MULTILINE) == [
        f"| `{name}` | {usage.when} | {usage.source} | {usage.usual or 'warn'} |" for name, usage in DEVIATIONS.items()
    ]


def test_serve_has_a_switch_for_every_option() -> None:
    """`mockkf serve` takes each option, and its help text has the defaults."""
    switches = {param.opts[0]: param for param in serve.params}

    for option, about in OPTIONS.items():
        help_line = getattr(switches[f"--{option.replace('_', '-')}"], "help", "")
        default = _shown(SERVED.get(option, _default(option))) or "none"
        assert help_line.lower() == f"{about} (default {default}).".lower()


def test_every_member_of_settings_is_checked() -> None:
    """Every value is validated, whatever its source."""
    assert {member.name for member in fields(Settings)} == {*TAKES}


def _row(option: str) -> str:
    default = f"`{_shown(_default(option))}`"
    served = f", `serve`: `{SERVED[option]}`" if option in SERVED else ""
    switch = f"--{option.replace('_', '-')}"
    names = f"`{option}` | `MOCKKF_{option.upper()}` | `{switch}` | `{option}`"
    return f"| {names} | {default}{served} | {OPTIONS[option]} |"


def _default(option: str) -> Any:
    return getattr(Settings(), option)


def _shown(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)

"""`mockkf calibrate`: compares the contract with a real Command."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockkf.cli.output import say
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.calibration import Plan

SECRETS = {
    "password": "MOCKKF_CALIBRATE_PASSWORD",
    "token": "MOCKKF_CALIBRATE_TOKEN",
    "client_secret": "MOCKKF_CALIBRATE_CLIENT_SECRET",
    "relay_secret": "MOCKKF_CALIBRATE_RELAY_SECRET",
}
"""The variables with the secrets, which are never arguments, because other users of a machine can read those."""

SAFETY = """\
By default this sends only GETs, and POST /SMTP/Test with Host and TokenEndpoint under .invalid and invented secrets:
no mail and no secret can leave. That a test mail stores nothing is an assumption of mockkf: the profile is read before
the first POST and after each one, and a change ends the run with status 2. No password is guessed, and no PAM provider
is named."""
WITH_RELAY = "--relay: test mails go to the mail server of mockkf on this machine, too."
WITH_WRITES = "--allow-writes: PUT /SMTP stores invented profiles; the present one is put back at the end."


@click.command()
@click.argument("url")
@click.option("--user", help="Sign in as this user, DOMAIN\\name; the password is in MOCKKF_CALIBRATE_PASSWORD.")
@click.option("--token", "with_token", is_flag=True, help="Sign in with the token in MOCKKF_CALIBRATE_TOKEN.")
@click.option("--client", help="Sign in as this OAuth client; the secret is in MOCKKF_CALIBRATE_CLIENT_SECRET.")
@click.option("--token-url", help="The token endpoint for --client.")
@click.option("--scope", help="The scope of the token for --client.")
@click.option("--ca", type=click.Path(exists=True, dir_okay=False), help="The CA of the server, a file in PEM.")
@click.option(
    "--relay", metavar="HOST:PORTS", help="Receive test mails here, such as mail.example.com:25,587,465,8480."
)
@click.option("--relay-certificate", type=click.Path(exists=True), help="A certificate for HOST, a file in PEM.")
@click.option("--relay-key", type=click.Path(exists=True), help="The key of the certificate, a file in PEM.")
@click.option("--allow-writes", is_flag=True, help="Also send PUT /SMTP, and put the profile back.")
@click.option("--timeout", default=30.0, show_default=True, help="How long to wait for an answer, in seconds.")
@click.option("--dry-run", is_flag=True, help="List the requests, and send none of them.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the report, in JSON, to this file.")
@click.option("--scenario", type=click.Path(path_type=Path), help="Write a scenario that answers alike to this file.")
def calibrate(url: str, *, dry_run: bool, report: Path | None, scenario: Path | None, **options: Any) -> None:
    """Compare the contract with a real Command, rule by rule.

    URL is that of the API with its base path, such as https://command.example.com/KeyfactorAPI. Secrets come from
    variables or a prompt. The exit status is 0 if every rule that was seen holds, 1 if one differs, 2 if the run ended
    early.
    """
    from mockkf.calibration import planned, run

    say("\n".join((SAFETY, *_more(options))), err=True)
    if dry_run:
        sent = planned(_plan(url, options, sign_in=False))
        say("\n".join((*(one.line for one in sent), f"{len(sent)} requests; none was sent.")))
        return
    _check_files(report, scenario)
    plan = _plan(url, options)
    found = run(plan, lambda probe: say(f"{probe.family}: {probe.sends}", err=True))
    say(found.table)
    for path, text in ((report, found.json), (scenario, found.scenario)):
        if path is not None:
            path.write_text(text, encoding="utf-8")
    raise SystemExit(1 if found.differences else 0)


def _more(options: dict[str, Any]) -> list[str]:
    return [text for name, text in (("relay", WITH_RELAY), ("allow_writes", WITH_WRITES)) if options[name]]


def _plan(url: str, options: dict[str, Any], *, sign_in: bool = True) -> "Plan":
    from mockkf.calibration import Plan

    given = {name: options[name] for name in ("ca", "relay", "relay_certificate", "relay_key", "timeout")}
    relay_secret = os.environ.get(SECRETS["relay_secret"], "")
    more = {"credentials": _credentials(options)} if sign_in else {}
    return Plan(url, **more, **given, writes=options["allow_writes"], relay_secret=relay_secret)


def _credentials(options: dict[str, Any]) -> Any:
    """Return the credentials; raise `ConfigurationError` unless exactly one kind is chosen."""
    from mockkf.calibration import SignIn, token_of_client

    ways = [name for name in ("user", "with_token", "client") if options[name]]
    if len(ways) != 1:
        raise ConfigurationError("choose one way to sign in: --user NAME, --token, or --client ID with --token-url URL")
    if options["user"]:
        return SignIn(options["user"], _secret("password"))
    if options["with_token"]:
        return SignIn(token=_secret("token"))
    if not options["token_url"]:
        raise ConfigurationError("--client needs --token-url URL, where the client gets its token")
    secret = _secret("client_secret")
    return token_of_client(options["token_url"], options["client"], secret, options["scope"], options["ca"])


def _secret(name: str) -> str:
    """Return a secret from its variable, or from a prompt in a terminal."""
    given = os.environ.get(SECRETS[name])
    if given:
        return given
    if not sys.stdin.isatty():
        raise ConfigurationError(f"set {SECRETS[name]}, or run in a terminal that can ask for it")
    return str(click.prompt(name.replace("_", " "), hide_input=True, err=True))


def _check_files(*paths: Path | None) -> None:
    """Raise `ConfigurationError` for a file that cannot be written, before anything is sent."""
    for path in paths:
        if path is not None and not path.parent.is_dir():
            raise ConfigurationError(f"{path} cannot be written: there is no folder {path.parent}")


COMMANDS = (calibrate,)

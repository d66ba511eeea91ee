"""The edges of SMTP, from outside: odd addresses, delivery reports, enhanced status codes, and what HELP says."""

import json
import re
import smtplib
from collections.abc import Callable
from dataclasses import replace

import pytest

from mockkf import MockKeyfactor
from mockkf.model import Dsn, Login, Marks, RecipientDsn, message_of, message_view, refusal_of, refusal_view
from mockkf.relay import Capabilities, ConnectionContext
from tests.support.relay_post import MAIL, RECIPIENT, SENDER, Client, Post

WITH_CODE = re.compile(r"[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3} \S.*")
"""A reply with its enhanced status code (RFC 2034)."""

# Addresses


@pytest.mark.parametrize(
    "address",
    [
        '"odd user"@example.com',
        r'"a \"b\" c"@example.com',
        r'"back\\slash"@example.com',
        '"a@b"@example.com',
        '"a > b"@example.com',
        '"<a>"@example.com',
        '""@example.com',
        '"jörg m"@example.com',
        '"a:b"@[IPv6:::1]',
        "a+b=c!d@example.com",
    ],
)
@pytest.mark.parametrize("brackets", ["<{}>", "{}", " <{}>", "<@relay.example:{}>"])
def test_a_quoted_local_part_is_taken(post: Post, client: Client, address: str, brackets: str) -> None:
    """A quoted string may stand before the @, and is kept as it was sent (RFC 5321 s 4.1.2)."""
    argument = brackets.format(address)
    assert client.say(f"MAIL FROM:{argument} SMTPUTF8") == "250 2.1.0 Ok"
    assert client.say(f"RCPT TO:{argument}") == "250 2.1.5 Ok"
    client.say("DATA")
    client.say(".")

    envelope = post.message().envelope
    assert (envelope.sender, envelope.recipients) == (address, (address,))


@pytest.mark.parametrize(
    "recipient",
    ['"odd user@x.y', 'odd"user@x.y', '"a"b@x.y', '"a"', '"a" @x.y', '"a\x01"@x.y', 'a@"x.y"', "a\x7f@x.y", "a@b@x.y "],
)
def test_a_badly_quoted_recipient_is_refused(client: Client, recipient: str) -> None:
    """A local part must be an atom or a quoted string."""
    client.say(f"MAIL FROM:<{SENDER}>")

    assert client.say(f"RCPT TO:<{recipient}>") == "553 5.1.3 A recipient must have the form local@domain"


# The number of recipients


def test_a_mail_has_a_thousand_recipients_and_no_more(post: Post, client: Client) -> None:
    """The next recipient is refused with 452 4.5.3; the mail reaches the others (RFC 5321 s 4.5.3.1.10)."""
    client.say(f"MAIL FROM:<{SENDER}>")
    said = {client.say(f"RCPT TO:<r{number}@example.com>") for number in range(1000)}

    assert said == {"250 2.1.5 Ok"}
    assert client.say(f"RCPT TO:<{RECIPIENT}>") == "452 4.5.3 Too many recipients"
    client.say("DATA")
    assert client.say(".").startswith("250")
    assert post.refusal().step == "relay.recipient"
    envelope = post.message().envelope
    assert (len(envelope.recipients), envelope.replies[-1][0]) == (1000, RECIPIENT)
    assert client.say(f"MAIL FROM:<{SENDER}>") == "250 2.1.0 Ok"
    assert client.say(f"RCPT TO:<{RECIPIENT}>") == "250 2.1.5 Ok"


def test_a_thousand_refused_recipients_are_enough(post: Post, client: Client) -> None:
    """A client that sends one refused recipient more is answered with 421, and the connection ends."""
    client.say(f"MAIL FROM:<{SENDER}>")
    for number in range(1000):
        assert client.say(f"RCPT TO:<{number}>").startswith("553 5.1.3 ")

    assert client.say(f"RCPT TO:<{RECIPIENT}>") == "421 4.5.3 Too many refused recipients"
    assert client.line() == ""
    assert len(post.state.refusals) == 1000


def test_the_number_of_recipients_is_an_option(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """With `relay_recipient_limit=2`, the third recipient is refused."""
    mock = mockkf_factory(relay_recipient_limit=2)

    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
        refused = client.sendmail(SENDER, ["a@x.y", "b@x.y", "c@x.y"], MAIL)

    assert refused == {"c@x.y": (452, b"4.5.3 Too many recipients")}
    assert mock.mailbox.expect_one().envelope.recipients == ("a@x.y", "b@x.y")


@pytest.mark.parametrize("name", ["Postmaster", "postmaster", "POSTMASTER"])
def test_the_postmaster_needs_no_domain(post: Post, client: Client, name: str) -> None:
    """`<Postmaster>` is taken in any letter case (RFC 5321 s 2.3.5 and 4.5.1)."""
    client.mail(MAIL, SENDER, name)

    assert post.message().envelope.recipients == (name,)


def test_an_address_beyond_ascii_without_smtputf8_is_a_defect(post: Post, client: Client) -> None:
    """It is taken, and the envelope says for each address what was missing; with the parameter nothing is."""
    client.mail(MAIL, "jörg@x.y", "bjørn@x.y", "a@x.y")
    client.say("MAIL FROM:<jörg@x.y> SMTPUTF8")
    client.say("RCPT TO:<bjørn@x.y>")
    client.say("DATA")
    client.say(".")

    assert post.message(1).envelope.defects == (
        "sender jörg@x.y is not ASCII, and MAIL had no SMTPUTF8; accepted",
        "recipient bjørn@x.y is not ASCII, and MAIL had no SMTPUTF8; accepted",
    )
    assert post.message(2).envelope.defects == ()


def test_without_smtputf8_addresses_are_ascii(post: Post) -> None:
    """Where SMTPUTF8 is not offered, an address beyond ASCII is 553 5.6.7 (RFC 6531 s 3.5), with octets of any kind."""
    post.context = _offering(post, Capabilities(smtputf8=False))

    with post.dial() as client:
        assert "SMTPUTF8" not in client.ehlo()
        assert client.say("MAIL FROM:<jörg@x.y>") == "553 5.6.7 The sender is not ASCII, and SMTPUTF8 is not offered"
        assert client.say(b"MAIL FROM:<\xfe@x.y>").startswith("553 5.6.7")
        assert client.say("MAIL FROM:<a@x.y> SMTPUTF8") == "501 5.5.4 SMTPUTF8 is not offered"
        client.say("MAIL FROM:<a@x.y>")
        assert client.say("RCPT TO:<jörg@x.y>") == "553 5.6.7 The recipient is not ASCII, and SMTPUTF8 is not offered"
        assert client.say("RCPT TO:<a@x.y>") == "250 2.1.5 Ok"


def _offering(post: Post, capabilities: Capabilities) -> ConnectionContext:
    async def hello(*_: object) -> Capabilities:
        return capabilities

    return replace(post.context, steps=replace(post.steps, hello=hello))


# Delivery reports


def test_what_is_asked_about_delivery_is_kept(post: Post, client: Client) -> None:
    """RET and ENVID, and of each recipient NOTIFY and ORCPT, are decoded and stand on the envelope (RFC 3461)."""
    client.say(f"MAIL FROM:<{SENDER}> ret=hdrs ENVID=QQ+2B314+20159")
    client.say("RCPT TO:<a@x.y> NOTIFY=success,DELAY ORCPT=rfc822;a+2Bb@x.y")
    client.say("RCPT TO:<b@x.y>")
    client.say("RCPT TO:<c@x.y> notify=never")
    client.say(r"RCPT TO:<d@x.y> ORCPT=utf-8;j\x{F6}rg@x.y")
    client.say("RCPT TO:<e@x.y> ORCPT=utf-8;jörg@x.y")
    client.say("RCPT TO:<nobody> NOTIFY=NEVER")
    client.say("DATA")
    client.say(".")

    assert post.message().envelope.dsn == Dsn(
        "HDRS",
        "QQ+314 159",
        (
            RecipientDsn("a@x.y", ("SUCCESS", "DELAY"), "rfc822;a+b@x.y"),
            RecipientDsn("c@x.y", ("NEVER",), None),
            RecipientDsn("d@x.y", (), "utf-8;jörg@x.y"),
            RecipientDsn("e@x.y", (), "utf-8;jörg@x.y"),
        ),
    )


def test_what_is_not_asked_is_empty(post: Post, client: Client) -> None:
    """A mail without these parameters has none of them, neither those of the mail before."""
    client.say(f"MAIL FROM:<{SENDER}> RET=FULL ENVID=x")
    client.say("RSET")
    client.mail()

    assert post.message().envelope.dsn == Dsn(None, None, ())


def test_the_envelope_is_the_same_in_json(post: Post, client: Client) -> None:
    """What was asked about delivery and the defects stand in JSON, of a mail and of a refusal, and are read back."""
    client.say("MAIL FROM:<jörg@x.y> RET=FULL ENVID=x")
    client.say("RCPT TO:<a@x.y> NOTIFY=DELAY ORCPT=rfc822;b@x.y")
    client.say("RCPT TO:<nobody>")
    client.say("DATA")
    client.say(".")

    view = json.loads(json.dumps(message_view(post.message(), Marks())))
    assert view["envelope"]["dsn"] == {
        "ret": "FULL",
        "envid": "x",
        "recipients": [{"recipient": "a@x.y", "notify": ["DELAY"], "orcpt": "rfc822;b@x.y"}],
    }
    assert view["envelope"]["defects"] == ["sender jörg@x.y is not ASCII, and MAIL had no SMTPUTF8; accepted"]
    assert message_of(view, b"", lambda _: Login("", "")).envelope == post.message().envelope
    refused = json.loads(json.dumps(refusal_view(post.refusal())))
    assert refusal_of(refused).envelope == post.refusal().envelope
    assert refusal_of(refused).transcript == post.refusal().transcript


RET = "501 5.5.4 RET must be FULL or HDRS"
ENVID = "501 5.5.4 ENVID must be xtext of at most 100 printable characters"
NOTIFY = "501 5.5.4 NOTIFY must be NEVER, or one or more of SUCCESS, FAILURE, DELAY"
ORCPT = "501 5.5.4 ORCPT must be a type and an address in xtext, such as rfc822;a@example.com"
MAIL_SYNTAX = "501 5.5.4 Syntax: MAIL FROM: <address> [SP <mail-parameters>]"
RCPT_SYNTAX = "501 5.5.4 Syntax: RCPT TO: <address> [SP <mail-parameters>]"


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("RET=SOME", RET),
        ("RET", RET),
        ("RET=", MAIL_SYNTAX),
        ("RET=FULL RET=FULL", "501 5.5.4 RET must appear only once"),
        ("ENVID=a=b", ENVID),
        ("ENVID=a+2b", ENVID),
        ("ENVID=a+", ENVID),
        ("ENVID=é", ENVID),
        ("ENVID=a+0Db", ENVID),
        ("ENVID=" + "x" * 101, ENVID),
        ("ENVID=" + "x" * 100, "250 2.1.0 Ok"),
        ("ENVID=" + "+2B" * 100, "250 2.1.0 Ok"),
        ("AUTH=a=b", "501 5.5.4 AUTH must be <> or an address in xtext"),
        ("BODY=BINARYMIME", "501 5.5.4 BODY must be 7BIT or 8BITMIME"),
        ("SMTPUTF8=yes", "501 5.5.4 SMTPUTF8 takes no value"),
        ("SIZE=²", "501 5.5.4 SIZE must be a number of octets"),
        ("SIZE=٣", "501 5.5.4 SIZE must be a number of octets"),
        ("SIZE=-1", "501 5.5.4 SIZE must be a number of octets"),
        ("SIZE", "501 5.5.4 SIZE must be a number of octets"),
        ("SIZE=" + "9" * 21, "501 5.5.4 SIZE must be a number of octets"),
        ("SIZE=" + "9" * 20, "552 5.3.4 Message size exceeds fixed maximum message size"),
        ("=", MAIL_SYNTAX),
        ("-A=b", MAIL_SYNTAX),
        ("É=b", MAIL_SYNTAX),
        ("NOTIFY=NEVER", "555 5.5.4 MAIL FROM parameters not recognized or not implemented"),
    ],
)
def test_a_malformed_parameter_of_mail(client: Client, said: str, reply: str, caplog: pytest.LogCaptureFixture) -> None:
    """A parameter that cannot be read is 501 5.5.4 with what is allowed, and the next command is understood."""
    assert client.say(f"MAIL FROM:<{SENDER}> {said}") == reply

    assert client.say("NOOP") == "250 2.0.0 OK"
    assert not caplog.records


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("NOTIFY=SOMETIMES", NOTIFY),
        ("NOTIFY=NEVER,DELAY", NOTIFY),
        ("NOTIFY=DELAY,", NOTIFY),
        ("NOTIFY", NOTIFY),
        ("NOTIFY=", RCPT_SYNTAX),
        ("NOTIFY=DELAY NOTIFY=DELAY", "501 5.5.4 NOTIFY must appear only once"),
        ("ORCPT=a@x.y", ORCPT),
        ("ORCPT=;a@x.y", ORCPT),
        ("ORCPT=rfc822;", ORCPT),
        ("ORCPT=rfc822;a b", "555 5.5.4 RCPT TO parameters not recognized or not implemented"),
        ("ORCPT=rfc822;é", ORCPT),
        (r"ORCPT=utf-8;\x{D800}", ORCPT),
        (r"ORCPT=utf-8;\x{FFFFFF}", ORCPT),
        ("ORCPT=rfc822;" + "x" * 500, ORCPT),
        ("RET=FULL", "555 5.5.4 RCPT TO parameters not recognized or not implemented"),
    ],
)
def test_a_malformed_parameter_of_rcpt(client: Client, said: str, reply: str) -> None:
    """It is refused in the same way, and the recipient is not added."""
    client.say(f"MAIL FROM:<{SENDER}>")

    assert client.say(f"RCPT TO:<{RECIPIENT}> {said}") == reply
    assert client.say("DATA") == "503 5.5.1 Error: need RCPT command"


def test_parameters_need_ehlo(post: Post) -> None:
    """After HELO there are no extensions, so MAIL and RCPT have no parameters."""
    with post.dial() as client:
        client.say("HELO laptop")
        assert client.say(f"MAIL FROM:<{SENDER}> RET=FULL") == "501 5.5.4 Syntax: MAIL FROM: <address>"
        client.say(f"MAIL FROM:<{SENDER}>")
        assert client.say(f"RCPT TO:<{RECIPIENT}> NOTIFY=NEVER") == "501 5.5.4 Syntax: RCPT TO: <address>"


# Codes


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("NOOP", "250 2.0.0 OK"),
        ("RSET", "250 2.0.0 OK"),
        ("RSET now", "501 5.5.4 Syntax: RSET"),
        ("QUIT", "221 2.0.0 Bye"),
        ("QUIT now", "501 5.5.4 Syntax: QUIT"),
        ("HELP MAIL", "214 2.0.0 Syntax: MAIL FROM: <address> [SP <mail-parameters>]"),
        ("HELP NONSENSE", "504 5.5.4 Unknown command; HELP without an argument lists all commands"),
        ("VRFY a@x.y", "252 2.0.0 Cannot VRFY user, but will accept message"),
        ("VRFY", "501 5.5.4 Syntax: VRFY <address>"),
        ("EXPN list", "502 5.5.1 EXPN not implemented"),
        ("NONSENSE", "500 5.5.1 Command not recognized"),
        ("", "500 5.5.2 Error: bad syntax"),
        ("é", "500 5.5.2 Error: bad syntax"),
        ("MAIL", MAIL_SYNTAX),
        ("MAIL FROM:<", "553 5.1.3 Error: malformed address"),
        ("RCPT TO:<a@x.y>", "503 5.5.1 Error: need MAIL command"),
        ("DATA", "503 5.5.1 Error: need RCPT command"),
        ("DATA now", "501 5.5.4 Syntax: DATA"),
        ("EHLO", "501 Syntax: EHLO hostname"),
        ("HELO", "501 Syntax: HELO hostname"),
    ],
)
def test_every_reply_has_its_code(client: Client, line: str, reply: str) -> None:
    """ENHANCEDSTATUSCODES is offered, so all replies have one but those to EHLO and HELO (RFC 2034 s 4)."""
    assert client.say(line) == reply

    assert bool(WITH_CODE.fullmatch(reply)) is not line.startswith(("EHLO", "HELO"))


def test_mail_needs_hello_and_comes_once(post: Post) -> None:
    """MAIL before HELO and a second MAIL are 503 5.5.1."""
    with post.dial() as client:
        assert client.say("MAIL FROM:<a@x.y>") == "503 5.5.1 Error: send HELO first"
        client.ehlo()
        client.say("MAIL FROM:<>")
        assert client.say("MAIL FROM:<a@x.y>") == "503 5.5.1 Error: nested MAIL command"


def test_help_lists_what_can_be_said_now(post: Post, client: Client) -> None:
    """STARTTLS is in the list only where there is no TLS yet, AUTH only where there is a way to log on."""
    client.say("STARTTLS")
    client.shake_hands(post.certificates.client_context())
    client.ehlo()
    post.context = _offering(post, Capabilities(starttls=False, mechanisms=()))
    with post.dial() as other:
        other.ehlo()
        listed = other.say("HELP")

    assert client.say("HELP").endswith("commands: AUTH DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET VRFY")
    assert client.say("HELP STARTTLS").startswith("504 5.5.4")
    assert listed == "214 2.0.0 Supported commands: DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET VRFY"


@pytest.mark.parametrize("reply", ["500 Command line too long", "250-x\n250 OK", "550 no", "421 bye"])
def test_a_prescribed_reply_is_said_as_it_is(post: Post, reply: str) -> None:
    """The reply of a step gets no enhanced code, even if aiosmtpd uses the same words."""

    async def message(*_: object) -> str:
        return reply

    post.change(message=message)
    with post.dial() as client:
        client.ehlo()
        assert client.mail() == reply

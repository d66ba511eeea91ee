"""Secrets in every wrong place: none is in an answer, the journal, a transcript, a log or a repr."""

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from logging.handlers import BufferingHandler
from typing import Any

from mockkf import MockKeyfactor
from tests.soak.clients import Smtp, Web
from tests.soak.outcome import Outcome, Scale
from tests.support.canary import CANARY, CORE, heard, search, written
from tests.support.command import BASIC_V2, RECIPIENT

ITEM = 8
TITLE = "secrets in wrong places"

ENCODED = b64encode(f"\0user\0{CANARY}".encode())

VALUES: tuple[Any, ...] = (
    {"SecretValue": CANARY},
    CANARY,
    [CANARY],
    {"SecretValue": [CANARY]},
    {CANARY: "x"},
    {"SecretValue": "x", CANARY: "y"},
    {"Provider": CANARY, "Parameters": {"SecretName": "x"}},
    {"Provider": 1, "Parameters": {"SecretName": {"Name": CANARY}}},
)
MEMBERS = ("RelayPassword", "ClientSecret", "RelayPasword", "Password")

ENDPOINTS = ("us:{}@idp.example.com", "https://us:{}@idp.example.com/token", "https://idp.example.com/token?key={}")

DIALOGUES: tuple[tuple[bytes, ...], ...] = (
    (b"AUTH PLAIN " + ENCODED,),
    (b"AUTH LOGIN", b64encode(b"user"), b64encode(CANARY.encode())),
    (b"AUTH " + ENCODED,),
    (b"PASS " + CANARY.encode(),),
    (b"LOGIN user " + CANARY.encode(),),
    (ENCODED,),
    (b"NOOP", b64encode(CANARY.encode())),
)

PLACES = (
    ("PUT", "/users", {"users": [{"name": "a", "password": CANARY}]}),
    ("PUT", "/users", {"users": [{"name": "a", "pasword": CANARY}]}),
    ("PUT", "/clients", {"clients": [{"name": "a", "token": CANARY}]}),
    ("PUT", "/vaults/2/secrets", {"at": ["MyFolderName", "Mine"], "value": CANARY}),
    ("PUT", "/scenario", {"relay": {"users": [{"name": "a", "password": CANARY}]}}),
)


def attack(scale: Scale) -> Outcome:
    """Send a canary everywhere, then search for it in all that the mock says."""
    log = BufferingHandler(1_000_000)
    logger, level = logging.getLogger("mockkf"), logging.getLogger("mockkf").level
    logger.addHandler(log)
    logger.setLevel(logging.DEBUG)
    tried = places = 0
    try:
        for _ in range(scale.of(5)):
            with MockKeyfactor() as mock:
                tried += sum(1 for _ in _sent(mock))
                said = [*heard(mock, []), *(("log", line) for line in written(log.buffer))]
                search(iter(said))
                places += len(said)
    finally:
        logger.removeHandler(log)
        logger.setLevel(level)
    return Outcome(f"{tried:,} secrets", f"none in {places:,} places")


def _sent(mock: MockKeyfactor) -> Iterator[None]:
    """Send one secret after the other."""
    with Web(mock) as web:
        for value in VALUES:
            for member in MEMBERS:
                _call(web, {member: value})
                yield
        for endpoint in ENDPOINTS:
            _call(web, {"TokenEndpoint": endpoint.format(CORE)})
            yield
        for method, path, body in PLACES:
            web.control(method, path, body)
            yield
    for lines in DIALOGUES:
        with Smtp(mock) as client, suppress(OSError):
            client.say(b"EHLO soak", *lines)
            client.say(b"MAIL FROM:<a@b.c> SIZE=x")
            yield


def _call(web: Web, changes: dict[str, Any]) -> None:
    for method, path in (("PUT", "/SMTP"), ("POST", "/SMTP/Test")):
        body = json.dumps({**BASIC_V2, "TestRecipient": RECIPIENT, **changes}).encode()
        web.api(method, path, body, {"x-keyfactor-api-version": "2"})

"""Clients that reach the embedded servers under whatever host name was asked for; no other address is ever dialled."""

from mockkf.clients.error_texts import step
from mockkf.clients.http import HttpAnswer, asked_by, post_form
from mockkf.clients.route import Address, Line, Switchboard
from mockkf.clients.smtp import TLS_PORT, Credentials, deliver, opening

__all__ = [
    "TLS_PORT",
    "Address",
    "Credentials",
    "HttpAnswer",
    "Line",
    "Switchboard",
    "asked_by",
    "deliver",
    "opening",
    "post_form",
    "step",
]

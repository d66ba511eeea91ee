"""Clients that reach the embedded servers under whatever host name was asked for; no other address is ever dialled."""

from mockkf.dial.http import HttpAnswer, asked_by, post_form
from mockkf.dial.line import Address, Line, Switchboard
from mockkf.dial.smtp import TLS_PORT, Credentials, deliver, opening
from mockkf.dial.words import step

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

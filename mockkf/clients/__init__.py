"""Clients that reach the embedded servers under any host name; they never connect to any other address."""

from mockkf.clients.error_texts import step
from mockkf.clients.http import HttpAnswer, get, post_form, target_of
from mockkf.clients.libraries import http_client
from mockkf.clients.route import Address, CallerRegistry, Route
from mockkf.clients.smtp import TLS_PORT, Credentials, deliver, opening

__all__ = [
    "TLS_PORT",
    "Address",
    "CallerRegistry",
    "Credentials",
    "HttpAnswer",
    "Route",
    "deliver",
    "get",
    "http_client",
    "opening",
    "post_form",
    "step",
    "target_of",
]

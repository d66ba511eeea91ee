"""Separate copies of smtplib and http.client: recorders and stubs patch the shared ones."""

from typing import TYPE_CHECKING

from mockkf.unpatched import fresh

if TYPE_CHECKING:
    import smtplib
    from http import client as http_client
else:
    smtplib = fresh("smtplib")
    http_client = fresh("http.client")

__all__ = ["http_client", "smtplib"]

"""smtplib and http.client as the standard library has them: recorders and stubs patch the copies that all share."""

from typing import TYPE_CHECKING

from mockkf.unpatched import fresh

if TYPE_CHECKING:
    import smtplib
    from http import client as http_client
else:
    smtplib = fresh("smtplib")
    http_client = fresh("http.client")

__all__ = ["http_client", "smtplib"]

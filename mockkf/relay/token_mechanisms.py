"""Login with a token: XOAUTH2, as documented by Google and Microsoft, and OAUTHBEARER (RFC 7628)."""

import re

from mockkf.errors import Refused
from mockkf.model import Login
from mockkf.relay.callbacks import LoginAttempt, TokenRefused
from mockkf.relay.mechanisms import Challenge, Check, Mechanism, text

XOAUTH2 = re.compile(rb"user=([^\x01]+)\x01auth=Bearer ([^\x01\s]+)\x01\x01", re.IGNORECASE)
OAUTHBEARER = re.compile(
    rb"n,(?:a=([^\x01]+))?,\x01(?:host=[^\x01]*\x01|port=\d*\x01)*auth=Bearer ([^\x01\s]+)\x01"
    rb"(?:host=[^\x01]*\x01|port=\d*\x01)*\x01",
    re.IGNORECASE,
)


class TokenMechanism(Mechanism, name=""):
    """The common part: one answer with user and token, and a challenge before the refusal of a token."""

    form: "re.Pattern[bytes]"
    expected = ""

    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """Return the login; before a refusal, send its challenge, which the client answers with an empty line."""
        answer = await challenge(b"") if first is None else first
        found = self.form.fullmatch(answer)
        if found is None:
            raise Refused(f"501 5.5.2 AUTH {self.name} needs {self.expected}")
        try:
            return await login(LoginAttempt(self.name, self.user(found[1] or b""), found[2]))
        except TokenRefused as refusal:
            if refusal.challenge is not None:
                await challenge(refusal.challenge.encode())
            raise

    @staticmethod
    def user(raw: bytes) -> str:
        """Return the decoded user name."""
        return text(raw)


class XOauth2(TokenMechanism, name="XOAUTH2"):
    """`user=…` and `auth=Bearer …`, separated by octet 1; two octets 1 at the end."""

    form = XOAUTH2
    expected = "user=, ^A, auth=Bearer and the token, ^A ^A"


class OAuthBearer(TokenMechanism, name="OAUTHBEARER"):
    """A GS2 header with the user, optional host and port, and `auth=Bearer …`, separated by octet 1."""

    form = OAUTHBEARER
    expected = "n,a=user, ^A, auth=Bearer and the token, ^A ^A"

    @staticmethod
    def user(raw: bytes) -> str:
        """Return the decoded user name; in a saslname, =2C is a comma and =3D an equals sign."""
        return text(raw.replace(b"=2C", b",").replace(b"=3D", b"="))

"""Logging on with a token: XOAUTH2, as Google and Microsoft write it, and OAUTHBEARER (RFC 7628)."""

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
    """What both have in common: one answer with user and token, and one more challenge if it is no good."""

    form: "re.Pattern[bytes]"
    expected = ""

    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """The login this client makes; who is refused may hear why in a challenge, and answers it with nothing."""
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
        """The user name as it is meant."""
        return text(raw)


class XOauth2(TokenMechanism, name="XOAUTH2"):
    """`user=…`, `auth=Bearer …`, with octet 1 between and twice at the end."""

    form = XOAUTH2
    expected = "user=, ^A, auth=Bearer and the token, ^A ^A"


class OAuthBearer(TokenMechanism, name="OAUTHBEARER"):
    """The same with a GS2 header; host and port may stand between."""

    form = OAUTHBEARER
    expected = "n,a=user, ^A, auth=Bearer and the token, ^A ^A"

    @staticmethod
    def user(raw: bytes) -> str:
        """A saslname writes comma and equals sign as =2C and =3D."""
        return text(raw.replace(b"=2C", b",").replace(b"=3D", b"="))

"""The credentials of a calibration: a user, a token, or a client of the identity provider."""

from base64 import b64encode
from dataclasses import dataclass, field

from mockkf.errors import ConfigurationError

TIMEOUT = 30.0


@dataclass(frozen=True)
class SignIn:
    r"""How a calibration signs in; the repr has no secret.

    >>> SignIn(user="KEYEXAMPLE\\jsmith", password="s3cret")
    SignIn(user='KEYEXAMPLE\\jsmith')
    """

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __repr__(self) -> str:
        return f"SignIn({f'user={self.user!r}' if self.user else 'token'})"

    @property
    def header(self) -> str:
        """The value of the header Authorization; empty without credentials."""
        if self.token:
            return f"Bearer {self.token}"
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {b64encode(pair).decode()}" if self.user else ""

    @property
    def kind(self) -> str:
        """`token`, `user` or `none`."""
        return "token" if self.token else "user" if self.user else "none"


def token_of_client(url: str, client: str, secret: str, scope: str | None, ca: str | None) -> SignIn:
    """Return credentials with a token that the client gets at the token endpoint `url`.

    Raise `ConfigurationError` if the endpoint gives none.
    """
    import requests

    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    form |= {"scope": scope} if scope else {}
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(url, data=form, timeout=TIMEOUT, verify=ca or True, allow_redirects=False)
            token = answer.json()["access_token"]
        except requests.ConnectionError:
            raise ConfigurationError(f"cannot connect to the token endpoint {url}") from None
        except (requests.RequestException, ValueError, KeyError, TypeError):
            raise ConfigurationError(f"the token endpoint {url} gave no token") from None
    return SignIn(token=str(token))

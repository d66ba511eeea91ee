"""The dialects of identity providers: what each refuses, in which words, and how it names itself in tokens."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from mockkf.idp import checks
from mockkf.idp.checks import Rule
from mockkf.idp.error_answer import ASSUMED, ERRORS, WHAT, ErrorAnswer, Occasion
from mockkf.idp.submission import FORM, Submission


@dataclass(frozen=True)
class Grant:
    """What a token request asks for.

    `issuer` is the claim `iss`, `url` the URL of the token endpoint, `audiences` those of the declared client.
    """

    client: str
    scope: str
    audience: str
    issuer: str
    resource: str = ""
    grant_type: str = ""
    url: str = ""
    audiences: tuple[str, ...] = ()

    @property
    def scopes(self) -> list[str]:
        """The scopes as a list."""
        return self.scope.split()


class Dialect:
    """The behaviour of one identity provider; each subclass is registered under its `name`.

    `rules` has what the provider refuses of everybody, in its order, and `errors` the answers, for whatever differs
    from RFC 6749. `lifetime` is the usual lifetime of a token in seconds; its times are `backdated` by so many seconds.
    """

    name: ClassVar[str]
    rules: ClassVar[Mapping[str, Rule]] = MappingProxyType(
        {
            "media_type": checks.is_of_another_media_type,
            "repeated_parameter": checks.repeats,
            "two_credentials": checks.has_two_secrets,
            "malformed_basic": checks.is_not_basic,
            "no_credentials": checks.lacks_credentials,
            "no_client_id": checks.lacks_client_id,
            "no_secret": checks.lacks_secret,
            "no_grant_type": checks.lacks("grant_type"),
            "unsupported_grant_type": checks.asks_another_grant(),
            "malformed_scope": checks.has_forbidden_characters,
        }
    )
    errors: ClassVar[Mapping[str, tuple[Any, ...]]] = MappingProxyType({})
    media_types: ClassVar[tuple[str, ...]] = (FORM,)
    form_first = False
    """Whether credentials in the body count more than those in the header."""

    lifetime: ClassVar[int] = 3600
    backdated: ClassVar[int] = 0
    dates: ClassVar[tuple[str, ...]] = ("iat", "nbf")
    jwt_type: ClassVar[str] = "at+jwt"
    reads_scope = True
    builtin_scopes: ClassVar[frozenset[str]] = frozenset()
    """The scopes that every client has."""

    endpoint_path: ClassVar[str] = "/token"
    endpoints: ClassVar[Mapping[str, str]] = MappingProxyType({"token_endpoint": "/token", "jwks_uri": "/keys"})
    """The endpoints in the discovery document, below its base."""

    headers: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"Content-Type": "application/json", "Cache-Control": "no-store", "Pragma": "no-cache"}
    )
    challenges = True
    """Whether 401 has `WWW-Authenticate` for a client that used Basic (RFC 6749, 5.2)."""

    always_challenges = False
    """Whether 401 has it for every client, as RFC 9110 (15.5.2) requires, and few providers do."""

    _known: ClassVar[dict[str, "Dialect"]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Dialect._known[cls.name] = cls()

    @staticmethod
    def named(name: str) -> "Dialect":
        """Return the dialect with this name."""
        return Dialect._known[name]

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the names of all dialects."""
        return tuple(Dialect._known)

    @staticmethod
    def rule_names() -> tuple[str, ...]:
        """Return the names of all that any dialect refuses of everybody, in the order of `WHAT`."""
        used = {name for dialect in Dialect._known.values() for name in dialect.rules}
        return tuple(name for name in WHAT if name in used)

    def version_at(self, url: str, sent: Submission) -> "Dialect":
        """Return the dialect that answers at this URL; a provider may have several versions of its endpoints."""
        del url, sent
        return self

    def base(self, token_url: str) -> str:
        """Return the URL below which discovery document and keys are; any URL may be that of a token endpoint."""
        base = token_url.removesuffix(self.endpoint_path)
        return base if base != token_url else token_url.rpartition("/")[0]

    def issuer(self, base: str) -> str:
        """Return the name of the issuer with the discovery document below `base`."""
        return base

    def located(self, base: str) -> Mapping[str, str]:
        """Return the URL of each endpoint in the discovery document below `base`."""
        return {member: f"{base}{path}" for member, path in self.endpoints.items()}

    def broken(self, sent: Submission) -> Iterator[tuple[str, str]]:
        """Yield the names of the rules that `sent` breaks, each with what is wrong, in the provider's order."""
        found = ((name, rule(sent)) for name, rule in self.rules.items())
        return ((name, detail) for name, detail in found if detail)

    def target(self, grant: Grant) -> str:
        """Return the audience that the client asks for, as the provider reads it; empty if it asks for none."""
        return grant.audience or grant.resource

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims of a token, in addition to those of every dialect such as `iss` and `exp`."""
        return {
            "sub": grant.client,
            "client_id": grant.client,
            "aud": self.target(grant) or grant.issuer,
            **({"scope": grant.scope} if grant.scope else {}),
        }

    def answer(self, grant: Grant, lifetime: int, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members beside `access_token` in the answer for a token with `claims`."""
        del grant, claims
        return {"token_type": "Bearer", "expires_in": lifetime}

    def error(self, code: str) -> ErrorAnswer:
        """Return the answer to what `code` names; that of RFC 6749 is assumed of a provider without an own one."""
        own = self.errors.get(code)
        return ErrorAnswer(*own) if own else ERRORS[code]._replace(grade=ASSUMED, source="as `generic`")

    def values(self, grant: Grant, detail: str) -> Mapping[str, str]:
        """Return the values that replace the names in braces in the texts of refusals."""
        return {
            **vars(grant),
            "target": self.target(grant),
            "accepted": " or ".join(self.media_types),
            "detail": detail,
        }

    def refusal(self, code: str, grant: Grant, detail: str, occasion: Occasion) -> tuple[int, dict[str, Any] | str]:
        """Return status and body of a refusal: members of JSON, or HTML as text."""
        del occasion
        answer = self.error(code)
        text = answer.text.format_map(self.values(grant, detail))
        body = {"error": answer.error, "error_description": text, "error_uri": answer.uri}
        return answer.status, {name: value for name, value in body.items() if value}


def guid_of(name: str) -> str:
    """Return a GUID that is always the same for this name, for what a provider numbers and mockkf does not know.

    >>> guid_of("command-email") == guid_of("command-email") != guid_of("pipeline")
    True
    """
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))

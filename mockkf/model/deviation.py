"""The deviations: requests that the documents do not allow, but that real clients send."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviation:
    """A deviation in one request; `sentence` describes it."""

    name: str
    sentence: str


LEVELS = ("off", "warn", "error")


@dataclass(frozen=True)
class KnownDeviation:
    """A deviation that mockkf detects: its condition, the source, and its default level if it has its own."""

    when: str
    source: str
    usual: str | None = None


DEVIATIONS: Mapping[str, KnownDeviation] = {
    "requested-with-missing": KnownDeviation(
        "the header x-keyfactor-requested-with, documented as mandatory, is missing or empty",
        "Web API Common Features, 24.4",
    ),
    "id-missing": KnownDeviation(
        "PUT v1 or Test v1 on 25.x has no Id; Keyfactor's own Go client cannot send one", "seeds 002, 003; Go SDK"
    ),
    "id-other": KnownDeviation("Id is not the Id of the profile", "seeds"),
    "unknown-member": KnownDeviation("the body has a member that the documents do not list", "seeds"),
    "member-case": KnownDeviation(
        "a member has another letter case than documented", "recorded traffic; Python SDK of 11.x"
    ),
    "form-body": KnownDeviation("PUT v1 has a form body; an official Python client sends one", "Python SDK of 10.x"),
    "null-value": KnownDeviation(
        "RelayAuthenticationType, UseSSL or the Port of v1 is null; the published OpenAPI does not allow that",
        "published OpenAPI of 25.x",
    ),
    "deprecated-version": KnownDeviation(
        "the call uses v1 of an SMTP endpoint that has v2, from 25.1", "seeds 002, 004"
    ),
    "deprecated-member": KnownDeviation("the body has the deprecated SenderAddress", "seed 000"),
    "provider-as-text": KnownDeviation(
        "Provider is text, as in the examples of the documents", "seed 002; published OpenAPI"
    ),
    "username-form": KnownDeviation(
        "the RelayUsername of v1 has not the form DOMAIN\\user", "seeds 000 to 003", usual="off"
    ),
    "sender-unknown": KnownDeviation(
        "SenderAccount is no account of the declared mail server, and RelayAuthenticationType is 2 or 3", "seed 002"
    ),
    "provider-unknown": KnownDeviation("PUT stores a secret with an unknown Provider", "undocumented"),
    "type-undocumented": KnownDeviation(
        "RelayAuthenticationType is 1 or 4; the published OpenAPI lists both without an explanation",
        "published OpenAPI of 25.x",
        usual="error",
    ),
}
"""All deviations, by their names in the option `strict`."""

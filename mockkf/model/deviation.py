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
        "Web API Common Features 24.4",
    ),
    "id-missing": KnownDeviation(
        "PUT v1 or Test v1 on 25.x has no Id; Keyfactor's own Go client cannot send one",
        "PUT SMTP 12.5; POST SMTP Test 25.x; Go SDK 25.0.2",
    ),
    "id-other": KnownDeviation("Id is not the Id of the profile", "the SMTP pages"),
    "unknown-member": KnownDeviation("the body has a member that the documents do not list", "the SMTP pages"),
    "member-case": KnownDeviation(
        "a member has another letter case than documented",
        "recorded for one member of another call, in 25.4; Python SDK of 11.x",
    ),
    "form-body": KnownDeviation("PUT v1 has a form body; an official Python client sends one", "Python SDK of 10.x"),
    "null-value": KnownDeviation(
        "RelayAuthenticationType, UseSSL or the Port of v1 is null; the published OpenAPI does not allow that",
        "published OpenAPI 25.x",
    ),
    "deprecated-version": KnownDeviation(
        "the call uses v1 of an SMTP endpoint that has v2, from 25.1",
        "SMTP 25.1; GET SMTP 25.x; PUT SMTP 25.x; POST SMTP Test 25.x",
    ),
    "deprecated-member": KnownDeviation("the body has the deprecated SenderAddress", "POST SMTP Test 10.3"),
    "provider-as-text": KnownDeviation(
        "Provider is text, as in the examples of the documents",
        "POST SMTP Test 25.x; published OpenAPI 25.x, which has a number",
    ),
    "username-form": KnownDeviation(
        "the RelayUsername of v1 has not the form DOMAIN\\user",
        "POST SMTP Test 10.3; PUT SMTP 12.5; POST SMTP Test 25.x",
        usual="off",
    ),
    "sender-unknown": KnownDeviation(
        "SenderAccount is no account of the declared mail server, and RelayAuthenticationType is 2 or 3",
        "POST SMTP Test 25.x",
    ),
    "provider-unknown": KnownDeviation("PUT stores a secret with an unknown Provider", "undocumented"),
    "type-undocumented": KnownDeviation(
        "RelayAuthenticationType is 1 or 4; the published OpenAPI lists both without an explanation",
        "published OpenAPI 25.x",
        usual="error",
    ),
}
"""All deviations, by their names in the option `strict`."""
